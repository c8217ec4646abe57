package dev.prebuild.agent.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.cli.output.Words;

/** What a host takes on, told. */
public final class HostView {
  private HostView() {}

  /** Its mode, and what is left on it. */
  public static String line(JsonNode host) {
    String mode = host.path("mode").asText("");
    String meaning =
        switch (mode) {
          case "OPEN" -> "it takes on work";
          case "CORDONED" ->
              host.path("cordonedBySettings").asBoolean()
                  ? "it gets nothing new; runner.cordoned in its settings has it so"
                  : "it gets nothing new, and serves claims";
          case "DRAINING" -> "it refuses claims and lets its idle instances go";
          default -> "";
        };
    return "%s since %s: %s%s"
        .formatted(mode, host.path("since").asText("an unknown time"), meaning, left(host));
  }

  private static String left(JsonNode host) {
    if (!host.has("instances")) {
      return "\nwhat is left on it is not known: its engine does not answer";
    }
    int instances = host.path("instances").asInt();
    int environments = host.path("environments").asInt();
    return "\n%s and %s are left%s"
        .formatted(
            Words.count(instances, "idle instance"),
            Words.count(environments, "environment"),
            instances + environments == 0 ? "; it may be switched off" : "");
  }
}
