package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prebuild.agent.cli.follow.Pause;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.output.Paint;
import dev.prebuild.agent.cli.output.Printer;
import dev.prebuild.agent.cli.output.Terminal;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.cli.remote.AgentClient;
import dev.prebuild.agent.cli.remote.HttpClients;
import dev.prebuild.agent.cli.remote.LogClient;
import dev.prebuild.agent.cli.remote.PrebuildServiceClient;
import dev.prebuild.agent.settings.InvalidSettingsException;
import dev.prebuild.agent.settings.SettingsTree;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What a command has at hand. Nothing of it is read or made before it is asked for, so that no
 * command waits for what it has no use for.
 */
final class Session implements AutoCloseable {
  private static final Path DEFAULT_SETTINGS = Path.of("/etc/prebuild-agent/prebuild-agent.yaml");

  private final GlobalOptions options;
  private final Surroundings surroundings;
  private final HttpClients clients = new HttpClients();

  /**
   * What is around the program.
   *
   * @param environment variables
   */
  record Surroundings(
      Terminal terminal, Map<String, String> environment, InstantSource clock, Pause pause) {
    Surroundings {
      environment = Map.copyOf(environment);
    }
  }

  Session(GlobalOptions options, Surroundings surroundings) {
    this.options = options;
    this.surroundings = surroundings;
  }

  Terminal terminal() {
    return surroundings.terminal();
  }

  Printer printer() {
    return new Printer(terminal(), options.output());
  }

  Paint paint() {
    return new Paint(terminal().isColored());
  }

  InstantSource clock() {
    return surroundings.clock();
  }

  Instant now() {
    return clock().instant();
  }

  Pause pause() {
    return surroundings.pause();
  }

  Place.Overrides overrides() {
    return options.overrides();
  }

  /** The file that was named, on the command line or in the environment, or the usual one. */
  Path settingsFile() {
    return options
        .settings()
        .or(
            () ->
                Optional.ofNullable(surroundings.environment().get("PREBUILD_AGENT_SETTINGS"))
                    .filter(name -> !name.isBlank())
                    .map(Path::of))
        .orElse(DEFAULT_SETTINGS);
  }

  /** Whether it is the settings file that is meant where none is named. */
  boolean isUsual(Path file) {
    return file.equals(DEFAULT_SETTINGS);
  }

  /** Whom to call. Who names the agent needs no settings. */
  Place place() {
    JsonNode settings = settings();
    try {
      Place place = Place.of(settings, overrides());
      requireCallable(place.agent());
      requireCallable(place.controlPlane());
      return place;
    } catch (IllegalArgumentException e) {
      throw new Failure(
          ExitCode.WRONG_USE,
          "%s names an address or a file that is none (%s); prebuild-agent check tells more"
              .formatted(settingsFile(), e.getMessage()),
          e);
    }
  }

  private static void requireCallable(URI url) {
    boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isWeb || url.getHost() == null) {
      throw new IllegalArgumentException(url + " is no http or https URL of a host");
    }
  }

  /** An agent that is named without settings is taken for its own control plane. */
  private JsonNode settings() {
    Path file = settingsFile();
    if (options.hasUrl() && !Files.exists(file)) {
      ObjectNode settings = SettingsTree.defaults();
      settings.putObject("standalone");
      return settings;
    }
    try {
      return SettingsTree.read(file);
    } catch (InvalidSettingsException e) {
      throw new Failure(ExitCode.WRONG_USE, String.valueOf(e.getMessage()), e);
    }
  }

  AgentClient agent(Place place) {
    return new AgentClient(place, clients);
  }

  PrebuildServiceClient controlPlane(Place place) {
    return new PrebuildServiceClient(place, clients);
  }

  LogClient logs(Place place) {
    return new LogClient(place, clients);
  }

  HttpClients clients() {
    return clients;
  }

  @Override
  public void close() {
    clients.close();
  }
}
