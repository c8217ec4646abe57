package dev.prebuild.agent.cli.view;

import dev.prebuild.agent.cli.output.Fields;
import dev.prebuild.agent.cli.output.Paint;
import dev.prebuild.agent.cli.output.Table;
import dev.prebuild.agent.cli.output.Words;
import dev.prebuild.agent.cli.place.Names;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildMetadata;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Prebuilds, told. */
public final class PrebuildView {
  private static final int LONGEST_DETAIL = 60;

  private PrebuildView() {}

  /** A line for each. */
  public static String table(List<Prebuild> prebuilds, Names names, Instant now, Paint paint) {
    if (prebuilds.isEmpty()) {
      return "no prebuilds";
    }
    Table table = new Table("PREBUILD", "PROJECT", "CLASS", "PHASE", "AGE", "TOOK", "");
    for (Prebuild prebuild : prebuilds) {
      PrebuildMetadata metadata = prebuild.getMetadata();
      table.add(
          Words.shortId(prebuild.getId()),
          names.project(metadata.getProjectId()),
          names.environmentClass(metadata.getEnvironmentClassId()),
          painted(prebuild.getStatus(), paint),
          Words.age(Proto.instant(metadata.getCreatedAt()), now),
          took(prebuild),
          Words.firstLine(detail(prebuild.getStatus()), LONGEST_DETAIL));
    }
    return table.toString();
  }

  /** All that there is to know of one. */
  public static String full(Prebuild prebuild, Names names, Instant now, Paint paint) {
    PrebuildMetadata metadata = prebuild.getMetadata();
    PrebuildStatus status = prebuild.getStatus();
    return new Fields()
        .add("prebuild", prebuild.getId())
        .add("project", names.projectInFull(metadata.getProjectId()))
        .add("class", names.environmentClass(metadata.getEnvironmentClassId()))
        .add("phase", painted(status, paint))
        .add("detail", detail(status))
        .add("warnings", status.getWarningMessage())
        .add("triggered", Proto.word(metadata.getTriggeredBy(), "PREBUILD_TRIGGER_"))
        .add("created", Words.moment(Proto.instant(metadata.getCreatedAt()), now))
        .add("took", took(prebuild))
        .add("log", status.getLogUrl())
        .toString();
  }

  /** The shape of the API's own list. */
  public static String json(List<Prebuild> prebuilds) {
    return Proto.json(ListPrebuildsResponse.newBuilder().addAllPrebuilds(prebuilds));
  }

  private static String painted(PrebuildStatus status, Paint paint) {
    String phase = PrebuildProgress.phase(status);
    return switch (status.getPhase()) {
      case PREBUILD_PHASE_COMPLETED -> paint.good(phase);
      case PREBUILD_PHASE_FAILED -> paint.bad(phase);
      case PREBUILD_PHASE_CANCELLED, PREBUILD_PHASE_DELETED, PREBUILD_PHASE_DELETING ->
          paint.faint(phase);
      default -> phase;
    };
  }

  private static String took(Prebuild prebuild) {
    return prebuild.getStatus().hasCompletionTime()
        ? Words.span(
            Duration.between(
                Proto.instant(prebuild.getMetadata().getCreatedAt()),
                Proto.instant(prebuild.getStatus().getCompletionTime())))
        : "";
  }

  private static String detail(PrebuildStatus status) {
    return switch (status.getPhase()) {
      case PREBUILD_PHASE_SNAPSHOTTING ->
          "snapshot %d %%".formatted(status.getSnapshotCompletionPercentage());
      case PREBUILD_PHASE_COMPLETED -> "snapshot " + Words.bytes(status.getSnapshotSizeBytes());
      default -> status.getFailureMessage();
    };
  }
}
