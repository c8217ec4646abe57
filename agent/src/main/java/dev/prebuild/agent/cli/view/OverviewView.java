package dev.prebuild.agent.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.cli.output.Bars;
import dev.prebuild.agent.cli.output.Paint;
import dev.prebuild.agent.cli.output.Table;
import dev.prebuild.agent.cli.output.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A host at a glance. */
public final class OverviewView {
  private static final int LONGEST_DETAIL = 60;

  private OverviewView() {}

  /** The host, its pools, its prebuilds, and sums of what else there is. */
  public static String text(JsonNode overview, Instant now, Paint paint) {
    List<String> parts = new ArrayList<>();
    parts.add(host(overview.path("host"), now, paint));
    parts.add(pools(overview.path("pools"), paint));
    parts.add(prebuilds(overview.path("prebuilds"), now, paint));
    parts.add(sums(overview));
    return String.join("\n\n", parts);
  }

  private static String host(JsonNode host, Instant now, Paint paint) {
    List<String> lines = new ArrayList<>();
    String mode = host.path("mode").asText("");
    lines.add(
        "host %s: %s%s"
            .formatted(
                host.path("name").asText(""),
                mode.equals("OPEN") ? paint.good(mode) : paint.doubtful(mode),
                age(" for ", host.path("since"), now)));
    dependency(lines, "engine", host.path("engine"), paint);
    dependency(lines, "control plane", host.path("controlPlane"), paint);
    dependency(lines, "disk", host.path("disk"), paint);
    JsonNode shortage = host.path("shortage");
    if (!shortage.path("level").asText("NONE").equals("NONE")) {
      lines.add(
          paint.doubtful(
              "short of room: %s (%s)"
                  .formatted(shortage.path("level").asText(), shortage.path("reason").asText(""))));
    }
    return String.join("\n", lines);
  }

  private static void dependency(List<String> lines, String name, JsonNode state, Paint paint) {
    if (!state.path("up").asBoolean(true)) {
      lines.add(paint.bad("%s: %s".formatted(name, state.path("failure").asText("away"))));
    }
  }

  private static String pools(JsonNode pools, Paint paint) {
    if (pools.isEmpty()) {
      return "no pools";
    }
    Table table =
        new Table("POOL", "PROJECT", "CLASS", "PHASE", "INSTANCES", "RUNNING", "WANTED", "BECAUSE");
    for (JsonNode pool : pools) {
      int running = pool.path("running").asInt();
      int stopped = pool.path("stopped").asInt();
      table.add(
          Words.shortId(pool.path("id").asText("")),
          project(pool),
          environmentClass(pool),
          phase(pool, paint),
          Bars.pool(running, stopped, pool.path("maxSize").asInt()),
          Integer.toString(running),
          pool.path("desired").asText(""),
          Words.firstLine(
              pool.path("failure").asText(pool.path("reason").asText("")), LONGEST_DETAIL));
    }
    return table.toString();
  }

  private static String prebuilds(JsonNode prebuilds, Instant now, Paint paint) {
    if (prebuilds.isEmpty()) {
      return "no prebuilds since the agent has come up";
    }
    Table table = new Table("PREBUILD", "PROJECT", "CLASS", "PHASE", "FOR", "");
    for (JsonNode prebuild : prebuilds) {
      table.add(
          Words.shortId(prebuild.path("id").asText("")),
          project(prebuild),
          environmentClass(prebuild),
          phase(prebuild, paint),
          age("", prebuild.path("since"), now),
          Words.firstLine(detail(prebuild), LONGEST_DETAIL));
    }
    return table.toString();
  }

  private static String detail(JsonNode prebuild) {
    if (prebuild.has("failure")) {
      return prebuild.path("failure").asText();
    }
    if (prebuild.has("percent")) {
      return Bars.progress(prebuild.path("percent").asInt());
    }
    return prebuild.has("sizeBytes")
        ? "snapshot " + Words.bytes(prebuild.path("sizeBytes").asLong())
        : "";
  }

  private static String sums(JsonNode overview) {
    JsonNode snapshots = overview.path("snapshots");
    long bytes = 0;
    for (JsonNode snapshot : snapshots) {
      bytes += snapshot.path("freedBytes").asLong();
    }
    int claims = 0;
    int misses = 0;
    for (JsonNode minute : overview.path("claims")) {
      claims +=
          minute.path("running").asInt()
              + minute.path("stopped").asInt()
              + minute.path("cold").asInt();
      misses += minute.path("misses").asInt();
    }
    return "%s held, %s of their own; %s in the last hour, %s that found no ready instance"
        .formatted(
            Words.count(snapshots.size(), "snapshot"),
            Words.bytes(bytes),
            Words.count(claims, "claim"),
            misses == 0 ? "none" : Integer.toString(misses));
  }

  private static String project(JsonNode made) {
    JsonNode origin = made.path("origin");
    return origin.path("project").asText(Words.shortId(origin.path("projectId").asText("")));
  }

  private static String environmentClass(JsonNode made) {
    JsonNode origin = made.path("origin");
    return origin.path("environmentClass").asText(Words.shortId(origin.path("classId").asText("")));
  }

  private static String phase(JsonNode thing, Paint paint) {
    String phase = thing.path("phase").asText("");
    return switch (phase) {
      case "READY", "COMPLETED" -> paint.good(phase);
      case "DEGRADED", "FAILED" -> paint.bad(phase);
      default -> phase;
    };
  }

  private static String age(String before, JsonNode since, Instant now) {
    return since.isTextual() ? before + Words.age(Instant.parse(since.asText()), now) : "";
  }
}
