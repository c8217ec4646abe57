package dev.prebuild.agent.cli.view;

import dev.prebuild.agent.cli.output.Fields;
import dev.prebuild.agent.cli.output.Paint;
import dev.prebuild.agent.cli.output.Table;
import dev.prebuild.agent.cli.output.Words;
import dev.prebuild.agent.cli.place.Names;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsResponse;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolMetadata;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.time.Instant;
import java.util.List;

/** Warm pools, told. */
public final class PoolView {
  private static final int LONGEST_DETAIL = 60;

  private PoolView() {}

  /** A line for each. */
  public static String table(List<WarmPool> pools, Names names, Instant now, Paint paint) {
    if (pools.isEmpty()) {
      return "no pools";
    }
    Table table =
        new Table(
            "POOL",
            "PROJECT",
            "CLASS",
            "PHASE",
            "INSTANCES",
            "RUNNING",
            "STOPPED",
            "WANTED",
            "MIN-MAX",
            "SNAPSHOT",
            "AGE",
            "");
    for (WarmPool pool : pools) {
      WarmPoolMetadata metadata = pool.getMetadata();
      WarmPoolStatus status = pool.getStatus();
      table.add(
          Words.shortId(pool.getId()),
          names.project(metadata.getProjectId()),
          names.environmentClass(metadata.getEnvironmentClassId()),
          painted(pool, paint),
          PoolProgress.bar(pool),
          Integer.toString(status.getRunningInstances()),
          Integer.toString(status.getStoppedInstances()),
          Integer.toString(status.getDesiredSize()),
          size(pool),
          pool.getSpec().hasSnapshotId() ? Words.shortId(pool.getSpec().getSnapshotId()) : "none",
          Words.age(Proto.instant(metadata.getCreatedAt()), now),
          Words.firstLine(status.getFailureMessage(), LONGEST_DETAIL));
    }
    return table.toString();
  }

  /** All that there is to know of one. */
  public static String full(WarmPool pool, Names names, Instant now, Paint paint) {
    WarmPoolMetadata metadata = pool.getMetadata();
    WarmPoolStatus status = pool.getStatus();
    return new Fields()
        .add("pool", pool.getId())
        .add("project", names.projectInFull(metadata.getProjectId()))
        .add("class", names.environmentClass(metadata.getEnvironmentClassId()))
        .add("phase", painted(pool, paint))
        .add("failure", status.getFailureMessage())
        .add(
            "instances",
            "%s   %d running, %d stopped, %d wanted to run"
                .formatted(
                    PoolProgress.bar(pool),
                    status.getRunningInstances(),
                    status.getStoppedInstances(),
                    status.getDesiredSize()))
        .add("size", size(pool))
        .add(
            "snapshot",
            pool.getSpec().hasSnapshotId() ? pool.getSpec().getSnapshotId() : "none yet")
        .add("created", Words.moment(Proto.instant(metadata.getCreatedAt()), now))
        .toString();
  }

  /** The shape of the API's own list. */
  public static String json(List<WarmPool> pools) {
    return Proto.json(ListWarmPoolsResponse.newBuilder().addAllWarmPools(pools));
  }

  private static String size(WarmPool pool) {
    return pool.getSpec().getMinSize() + "-" + pool.getSpec().getMaxSize();
  }

  private static String painted(WarmPool pool, Paint paint) {
    String phase = PoolProgress.phase(pool);
    return switch (pool.getStatus().getPhase()) {
      case WARM_POOL_PHASE_READY -> paint.good(phase);
      case WARM_POOL_PHASE_DEGRADED -> paint.bad(phase);
      case WARM_POOL_PHASE_DELETING, WARM_POOL_PHASE_DELETED -> paint.faint(phase);
      default -> phase;
    };
  }
}
