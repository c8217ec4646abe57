package dev.prebuild.agent.cli;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.output.OutputFormat;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.config.settings.CallerTlsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program itself, and the options that every command takes, before or behind its name. */
@Command(
    name = "prebuild-agent",
    description = "Runs prebuilds, and keeps warm pools of containers made from their snapshots.",
    scope = ScopeType.LOCAL)
final class GlobalOptions {
  @Option(
      names = "--settings",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Settings file. PREBUILD_AGENT_SETTINGS names it otherwise, else it is"
              + " /etc/prebuild-agent/prebuild-agent.yaml.")
  private Optional<Path> settings = Optional.empty();

  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "The agent to call, other than the one of the settings.")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--authorities-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Certificates (PEM) of the authorities that vouch for the agent at --url, other than the"
              + " system's.")
  private Optional<Path> authoritiesFile = Optional.empty();

  @Option(
      names = "--certificate-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Certificate (PEM) to show to the agent at --url, if it asks for one.")
  private Optional<Path> certificateFile = Optional.empty();

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Private key (PEM, PKCS #8) of that certificate.")
  private Optional<Path> keyFile = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Token for the agent, other than that of the settings.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--user-token-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Token of a user of the control plane; user.token in the state folder where it is"
              + " embedded.")
  private Optional<Path> userTokenFile = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "text for people, json for programs.")
  private OutputFormat output = OutputFormat.TEXT;

  Optional<Path> settings() {
    return settings;
  }

  /**
   * What was typed.
   *
   * @throws Failure wrong use, if a certificate has no key, or a key no certificate
   */
  Place.Overrides overrides() {
    CallerTlsSettings tls = new CallerTlsSettings(authoritiesFile, certificateFile, keyFile);
    if (!tls.isCertificateWithKey()) {
      throw new Failure(ExitCode.WRONG_USE, "--certificate-file and --key-file go together");
    }
    return new Place.Overrides(url, tls, tokenFile, userTokenFile);
  }

  boolean hasUrl() {
    return url.isPresent();
  }

  OutputFormat output() {
    return output;
  }
}
