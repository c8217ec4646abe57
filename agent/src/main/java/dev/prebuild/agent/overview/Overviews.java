package dev.prebuild.agent.overview;

import dev.prebuild.agent.host.HostControl;
import dev.prebuild.agent.overview.Overview.Dependency;
import dev.prebuild.agent.overview.Overview.Host;
import dev.prebuild.agent.overview.Overview.Pool;
import dev.prebuild.agent.overview.Overview.Shortage;
import dev.prebuild.agent.overview.Overview.Snapshot;
import dev.prebuild.agent.pressure.PressureLoop;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.PoolFigures;
import dev.prebuild.pool.Pools;
import dev.prebuild.snapshot.Prebuilds;
import dev.prebuild.snapshot.Retention;
import dev.prebuild.snapshot.retention.HeldSnapshot;
import dev.prebuild.snapshot.retention.Holdings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Puts together how the host stands, of what its parts know already: the engine is not asked.
 *
 * @param runnerId whose agent this is
 * @param hostName of this host
 */
public record Overviews(
    UUID runnerId,
    String hostName,
    Origins origins,
    HostControl host,
    Pools pools,
    Prebuilds prebuilds,
    PrebuildBoard board,
    Retention retention,
    PressureLoop pressure,
    ClaimTally claims,
    Failures failures)
    implements Supplier<Overview> {

  /** What is wrong with what the agent depends on; each is empty if all is well. */
  public record Failures(
      Supplier<Optional<String>> engine,
      Supplier<Optional<String>> controlPlane,
      Supplier<Optional<String>> disk) {}

  @Override
  public Overview get() {
    return new Overview(
        describeHost(),
        pools.figures().values().stream()
            .map(this::pool)
            .sorted(Comparator.comparing(Overviews::sortKey).thenComparing(Pool::id))
            .toList(),
        board.prebuilds(),
        snapshots(retention.held()),
        claims.minutes());
  }

  private Host describeHost() {
    return new Host(
        runnerId,
        hostName,
        host.mode(),
        host.stance().since(),
        prebuilds.queue().length(),
        shortage(pressure.last()),
        Dependency.of(failures.engine().get()),
        Dependency.of(failures.controlPlane().get()),
        Dependency.of(failures.disk().get()));
  }

  private static Shortage shortage(PressureLoop.Look look) {
    return new Shortage(
        look.standing().pressure(),
        look.standing().reason(),
        look.reading().memoryShare(),
        look.reading().diskShare(),
        look.reading().loadPerCore());
  }

  private Pool pool(PoolFigures figures) {
    WarmPoolSpec spec = figures.spec();
    return new Pool(
        spec.id(),
        origins.of(spec.projectId(), spec.environmentClass()),
        figures.status().phase(),
        figures.status().running(),
        figures.status().stopped(),
        figures.target().size(),
        figures.target().reason(),
        spec.minSize(),
        spec.maxSize(),
        figures.comingUp(),
        figures.leaving(),
        figures.outdated(),
        figures.waitingClaims(),
        spec.snapshotId(),
        figures.oldest(),
        figures.laggingSince(),
        figures.status().failure());
  }

  private static String sortKey(Pool pool) {
    return pool.origin().project().orElseGet(() -> pool.origin().projectId().toString());
  }

  private List<Snapshot> snapshots(Holdings held) {
    Map<UUID, Long> freed = held.freedByEach();
    return held.snapshots().stream()
        .sorted(
            Comparator.comparing(HeldSnapshot::createdAt)
                .reversed()
                .thenComparing(HeldSnapshot::id))
        .map(
            snapshot ->
                new Snapshot(
                    snapshot.id(),
                    origins.of(snapshot.pair().projectId(), snapshot.pair().classId()),
                    snapshot.createdAt(),
                    snapshot.bytes(),
                    freed.getOrDefault(snapshot.id(), 0L),
                    snapshot.isUsed()))
        .toList();
  }
}
