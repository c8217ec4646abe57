package dev.prebuild.agent.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.cli.doctor.FileChecks.SecretIsClosed;
import dev.prebuild.agent.cli.place.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files with secrets that settings name. */
final class Secrets {
  private Secrets() {}

  /** A check for each. */
  static List<Check> of(JsonNode settings, Place place) {
    List<Check> checks = new ArrayList<>();
    checks.add(made("agent's token", place.agentToken()));
    JsonNode standalone = settings.path("standalone");
    if (place.isEmbedded()) {
      Path state = Path.of(settings.path("paths").path("state").asText(""));
      checks.add(made("runner's token", state.resolve("runner.token")));
      for (JsonNode token : standalone.path("tokens")) {
        String name = token.path("name").asText("");
        checks.add(made("token of " + name, state.resolve(name + ".token")));
      }
    } else {
      checks.add(
          brought(
              "runner's token",
              Path.of(settings.path("controlPlane").path("tokenFile").asText(""))));
    }
    addKey(checks, "key of the listener", settings.path("http"));
    addKey(checks, "key for the control plane", settings.path("controlPlane"));
    for (JsonNode project : standalone.path("projects")) {
      addIfNamed(
          checks,
          "credentials of " + project.path("name").asText(""),
          project.path("credentialsFile"));
    }
    addIfNamed(
        checks, "password of the database", standalone.path("database").path("passwordFile"));
    return checks;
  }

  private static void addKey(List<Check> checks, String what, JsonNode section) {
    JsonNode file = section.path("tls").path("keyFile");
    if (file.isTextual()) {
      Path path = Path.of(file.asText());
      checks.add(new SecretIsClosed(what, path, FileFacts.of(path), true));
    }
  }

  private static void addIfNamed(List<Check> checks, String what, JsonNode file) {
    if (file.isTextual()) {
      checks.add(brought(what, Path.of(file.asText())));
    }
  }

  private static Check made(String what, Path file) {
    return new SecretIsClosed(what, file, FileFacts.of(file), false);
  }

  private static Check brought(String what, Path file) {
    return new SecretIsClosed(what, file, FileFacts.of(file), true);
  }
}
