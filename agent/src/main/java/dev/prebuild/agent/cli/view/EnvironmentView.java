package dev.prebuild.agent.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.cli.output.Fields;
import dev.prebuild.agent.cli.output.Table;
import dev.prebuild.agent.cli.output.Words;
import dev.prebuild.agent.cli.place.Names;

/** Environments, told. */
public final class EnvironmentView {
  private EnvironmentView() {}

  /** A line for each. */
  public static String table(JsonNode environments, Names names) {
    if (environments.isEmpty()) {
      return "no environments";
    }
    Table table =
        new Table("ENVIRONMENT", "PROJECT", "CLASS", "STATE", "ADDRESS", "SNAPSHOT", "CONTAINER");
    for (JsonNode one : environments) {
      table.add(
          text(one, "environmentId"),
          names.project(text(one, "projectId")),
          names.environmentClass(text(one, "environmentClassId")),
          state(one),
          text(one, "address"),
          Words.shortId(text(one, "snapshotId")),
          Words.shortId(text(one, "containerId")));
    }
    return table.toString();
  }

  /** All that there is to know of one. */
  public static String full(JsonNode one, Names names) {
    return new Fields()
        .add("environment", text(one, "environmentId"))
        .add("project", names.projectInFull(text(one, "projectId")))
        .add("class", names.environmentClass(text(one, "environmentClassId")))
        .add("state", state(one))
        .add("address", text(one, "address"))
        .add("container", text(one, "name"))
        .add("snapshot", text(one, "snapshotId"))
        .add("served from", text(one, "source"))
        .add("miss", text(one, "miss"))
        .add("took", one.has("elapsedMillis") ? text(one, "elapsedMillis") + " ms" : "")
        .toString();
  }

  private static String state(JsonNode one) {
    return one.path("running").asBoolean() ? "RUNNING" : "STOPPED";
  }

  private static String text(JsonNode one, String field) {
    return one.path(field).asText("");
  }
}
