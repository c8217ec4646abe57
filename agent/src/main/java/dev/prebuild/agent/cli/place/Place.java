package dev.prebuild.agent.cli.place;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.config.settings.CallerTlsSettings;
import dev.prebuild.config.settings.ListenerTlsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom a host's settings have one call, and with which tokens.
 *
 * @param agent base of the agent's own API, without a slash at its end
 * @param agentToken file with the token that opens it
 * @param controlPlane base of the control plane's API
 * @param userToken file with the token of a user of the control plane; empty if nobody has named
 *     one
 * @param isEmbedded whether the agent serves that control plane itself
 * @param agentTls what the agent's listener is secured with, if it is this host's
 * @param callerTls what calls of an agent that was named by its URL are secured with
 * @param controlPlaneTls what calls of a remote control plane are secured with
 */
public record Place(
    URI agent,
    Path agentToken,
    URI controlPlane,
    Optional<Path> userToken,
    boolean isEmbedded,
    Optional<ListenerTlsSettings> agentTls,
    CallerTlsSettings callerTls,
    Optional<CallerTlsSettings> controlPlaneTls,
    Names names) {

  /**
   * What the caller has said on the command line; it goes before the settings.
   *
   * @param url of the agent
   * @param tls what calls of it are secured with
   * @param tokenFile for the agent
   * @param userTokenFile for the control plane
   */
  public record Overrides(
      Optional<URI> url,
      CallerTlsSettings tls,
      Optional<Path> tokenFile,
      Optional<Path> userTokenFile) {
    /** Nothing. */
    public static final Overrides NONE =
        new Overrides(
            Optional.empty(),
            new CallerTlsSettings(Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            Optional.empty());
  }

  /** The place that settings, laid over the defaults, make out. */
  public static Place of(JsonNode settings, Overrides overrides) {
    JsonNode standalone = settings.path("standalone");
    boolean isEmbedded = standalone.isObject();
    Path state = Path.of(settings.path("paths").path("state").asText(""));
    URI agent = overrides.url().map(Place::withoutSlash).orElseGet(() -> listener(settings));
    Optional<Path> agentToken = path(settings.path("http").path("tokenFile"));
    return new Place(
        agent,
        overrides.tokenFile().or(() -> agentToken).orElseGet(() -> state.resolve("agent.token")),
        isEmbedded
            ? agent
            : withoutSlash(URI.create(settings.path("controlPlane").path("url").asText(""))),
        overrides
            .userTokenFile()
            .or(() -> isEmbedded ? Optional.of(state.resolve("user.token")) : Optional.empty()),
        isEmbedded,
        overrides.url().isPresent() ? Optional.empty() : listenerTls(settings),
        overrides.tls(),
        callerTls(settings.path("controlPlane").path("tls")),
        Names.of(standalone));
  }

  private static Optional<ListenerTlsSettings> listenerTls(JsonNode settings) {
    JsonNode tls = settings.path("http").path("tls");
    return tls.isObject()
        ? Optional.of(
            new ListenerTlsSettings(
                Path.of(tls.path("certificateFile").asText("")),
                Path.of(tls.path("keyFile").asText("")),
                path(tls.path("clientAuthoritiesFile"))))
        : Optional.empty();
  }

  private static Optional<CallerTlsSettings> callerTls(JsonNode tls) {
    return tls.isObject()
        ? Optional.of(
            new CallerTlsSettings(
                path(tls.path("authoritiesFile")),
                path(tls.path("certificateFile")),
                path(tls.path("keyFile"))))
        : Optional.empty();
  }

  private static Optional<Path> path(JsonNode value) {
    return value.isTextual() ? Optional.of(Path.of(value.asText())) : Optional.empty();
  }

  /** One that listens everywhere is called over loopback. */
  private static URI listener(JsonNode settings) {
    String host =
        switch (settings.path("http").path("host").asText("")) {
          case "0.0.0.0", "::", "[::]", "localhost" -> "127.0.0.1";
          case String address when address.startsWith("[") -> address;
          case String address when address.contains(":") -> "[%s]".formatted(address);
          case String name -> name;
        };
    String scheme = settings.path("http").path("tls").isObject() ? "https" : "http";
    return URI.create(
        "%s://%s:%d".formatted(scheme, host, settings.path("http").path("port").asInt()));
  }

  private static URI withoutSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
  }
}
