package dev.prebuild.agent.daemon;

import dev.prebuild.agent.engine.Census;
import dev.prebuild.agent.engine.Engine;
import dev.prebuild.agent.engine.EngineInstanceHost;
import dev.prebuild.agent.engine.EnginePrebuildHost;
import dev.prebuild.agent.engine.EngineRoom;
import dev.prebuild.agent.engine.EngineSnapshotHost;
import dev.prebuild.agent.engine.EngineWatch;
import dev.prebuild.agent.engine.EnvironmentClasses;
import dev.prebuild.agent.engine.Environments;
import dev.prebuild.agent.engine.SnapshotPublisher;
import dev.prebuild.agent.engine.SnapshotPulls;
import dev.prebuild.agent.git.GitSources;
import dev.prebuild.agent.host.HostControl;
import dev.prebuild.agent.http.RequestListener;
import dev.prebuild.agent.ledger.FileLedger;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.agent.memory.FileClaimMemory;
import dev.prebuild.agent.overview.ClaimTally;
import dev.prebuild.agent.overview.Origins;
import dev.prebuild.agent.overview.Overviews;
import dev.prebuild.agent.overview.PrebuildBoard;
import dev.prebuild.agent.pressure.PressureLoop;
import dev.prebuild.agent.report.PoolReports;
import dev.prebuild.agent.report.PrebuildReports;
import dev.prebuild.agent.sync.Backoff;
import dev.prebuild.agent.sync.ControlPlane;
import dev.prebuild.agent.sync.RememberingControlPlane;
import dev.prebuild.agent.sync.SyncLoop;
import dev.prebuild.agent.telemetry.AuditLog;
import dev.prebuild.agent.telemetry.Metrics;
import dev.prebuild.agent.telemetry.PoolTelemetry;
import dev.prebuild.agent.telemetry.PrebuildTelemetry;
import dev.prebuild.agent.telemetry.RegistryTelemetry;
import dev.prebuild.agent.telemetry.SnapshotTelemetry;
import dev.prebuild.agent.token.LogsTokens;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.config.settings.SnapshotSettings.RegistrySettings;
import dev.prebuild.pool.Pools;
import dev.prebuild.snapshot.Prebuilds;
import dev.prebuild.snapshot.Retention;
import dev.prebuild.snapshot.ledger.Ledger;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What the daemon does, apart from HTTP: pools, prebuilds, and the two outer worlds they live by.
 */
final class Agent implements AutoCloseable {
  private final EngineRoom room;
  private final HostControl host;
  private final Metrics metrics;
  private final Vitals vitals;
  private final Overviews overviews;
  private final RequestListener requests;
  private final Pools pools;
  private final Prebuilds prebuilds;
  private final Retention retention;
  private final PressureLoop pressure;
  private final SnapshotPublisher publisher;
  private final PrebuildLogs logs;
  private final EngineWatch watch;
  private final SyncLoop sync;
  private final LogsTokens logsTokens;

  private Agent(
      EngineRoom room,
      HostControl host,
      Metrics metrics,
      Vitals vitals,
      Overviews overviews,
      RequestListener requests,
      Pools pools,
      Prebuilds prebuilds,
      Retention retention,
      PressureLoop pressure,
      SnapshotPublisher publisher,
      PrebuildLogs logs,
      EngineWatch watch,
      SyncLoop sync,
      LogsTokens logsTokens) {
    this.room = room;
    this.host = host;
    this.metrics = metrics;
    this.vitals = vitals;
    this.overviews = overviews;
    this.requests = requests;
    this.pools = pools;
    this.prebuilds = prebuilds;
    this.retention = retention;
    this.pressure = pressure;
    this.publisher = publisher;
    this.logs = logs;
    this.watch = watch;
    this.sync = sync;
    this.logsTokens = logsTokens;
  }

  static Agent assemble(LiveSettings live, Engine engine, Wire wire, Metrics metrics, Clock clock) {
    Settings settings = live.get();
    // Thread-safe, unlike the splittable ones.
    RandomGenerator random = RandomGeneratorFactory.of("SecureRandom").create();
    EngineRoom room =
        new EngineRoom(
            engine,
            settings.runner().id(),
            settings.paths().runtime(),
            settings.paths().state(),
            settings.snapshots().registry().map(RegistrySettings::repository));
    HostControl host = HostSetup.control(live, metrics, clock);
    ControlPlane client = wire.controlPlane(settings, new HostReport(live, host::mode, room));
    RememberingControlPlane controlPlane =
        new RememberingControlPlane(client, settings.paths().state().resolve("pools.binpb"));

    PoolReports poolReports = new PoolReports(controlPlane, random);
    EnvironmentClasses environmentClasses = new EnvironmentClasses();
    PoolTelemetry poolTelemetry = new PoolTelemetry(metrics);
    PoolEars ears = new PoolEars(poolTelemetry, poolReports);
    RegistryTelemetry registryTelemetry = new RegistryTelemetry(metrics);
    Pools pools =
        new Pools(
            new EngineInstanceHost(
                room, new SnapshotPulls(room, registryTelemetry), environmentClasses),
            ears,
            new FileClaimMemory(settings.paths().state().resolve("claims")),
            PoolSetup.policy(settings.pools()),
            clock);
    poolTelemetry.watch(pools::figures, clock);
    HostSetup.follow(host, pools, client);
    RememberingControlPlane.Recalled recalled = controlPlane.recall();
    environmentClasses.know(recalled.environmentClasses());
    poolReports.want(recalled.pools());
    pools.recall(recalled.pools());

    Ledger ledger = new FileLedger(settings.paths().state().resolve("ledger"));
    PrebuildLogs logs = PrebuildSetup.logs(settings, metrics, clock);
    GitSources sources = PrebuildSetup.sources(settings, logs, metrics);
    SnapshotTelemetry snapshotTelemetry = new SnapshotTelemetry(metrics);
    Retention retention = RetentionSetup.of(settings, room, ledger, metrics, clock);
    Origins origins = new Origins(() -> live.get().standalone());
    PrebuildBoard board = new PrebuildBoard(origins, clock);
    SnapshotPublisher publisher = new SnapshotPublisher(room, registryTelemetry, random);
    Prebuilds.Means means =
        new Prebuilds.Means(
            new EnginePrebuildHost(room, logs, ledger, settings.prebuilds().devContainerCommand()),
            new EngineSnapshotHost(room, snapshotTelemetry, publisher),
            sources,
            ledger,
            logs,
            new PrebuildReports(controlPlane, settings.http().reachableAt(), random),
            new PrebuildEars(new PrebuildTelemetry(metrics, clock), board),
            snapshotTelemetry,
            retention,
            settings.snapshots().exclude(),
            clock,
            random);
    Prebuilds prebuilds = new Prebuilds(means, PrebuildSetup.limits(settings));

    EngineWatch watch =
        new EngineWatch(
            room,
            new PoolEyes(
                pools,
                () -> {
                  prebuilds.containerGone();
                  retention.look();
                }),
            settings.engine().resync().toJavaDuration());
    LogsTokens logsTokens = new LogsTokens(clock);
    SyncLoop sync =
        new SyncLoop(
            controlPlane,
            settings.controlPlane().longPoll().toJavaDuration(),
            new Wants(retention, environmentClasses, pools, poolReports, prebuilds, logsTokens),
            Backoff.standard(),
            clock,
            random,
            Thread::sleep);
    PressureLoop pressure = PressureSetup.of(settings, room.engine(), pools, retention, metrics);
    Vitals vitals =
        new Vitals(
            watch, sync, prebuilds, pools, logs, pressure, new DiskCheck(settings, room.engine()));
    ClaimTally tally = new ClaimTally(clock);
    Overviews overviews =
        new Overviews(
            settings.runner().id(),
            HostName.of(settings.runner()),
            origins,
            host,
            pools,
            prebuilds,
            board,
            retention,
            pressure,
            tally,
            vitals.failures());
    return new Agent(
        room,
        host,
        metrics,
        vitals,
        overviews,
        new RequestEars(poolTelemetry.claims(), tally, new AuditLog()),
        pools,
        prebuilds,
        retention,
        pressure,
        publisher,
        logs,
        watch,
        sync,
        logsTokens);
  }

  /** What can be wrong. */
  Vitals vitals() {
    return vitals;
  }

  /** Begins to look at the engine, so that all it holds is seen soon. */
  void look() {
    watch.start();
  }

  /** Begins the rest, once it is looking and the listener is open. */
  void start() {
    publisher.start();
    sync.start();
    retention.start();
    pressure.start();
  }

  Metrics metrics() {
    return metrics;
  }

  Pools pools() {
    return pools;
  }

  /** Hears of what clients have brought about. */
  RequestListener requests() {
    return requests;
  }

  Overviews overviews() {
    return overviews;
  }

  /** What this host takes on. */
  HostControl host() {
    return host;
  }

  Optional<Census> census() {
    return room.census();
  }

  Environments environments() {
    return room.environments();
  }

  PrebuildLogs logs() {
    return logs;
  }

  /** Those that open the logs of a prebuild. */
  LogsTokens logsTokens() {
    return logsTokens;
  }

  /** Stops deciding; whatever runs on the engine goes on. */
  @Override
  public void close() {
    try {
      sync.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.stop();
    pressure.close();
    retention.close();
    publisher.close();
    prebuilds.close();
    pools.close();
  }
}
