package dev.prebuild.agent.daemon;

import com.codahale.metrics.health.HealthCheckRegistry;
import dev.prebuild.agent.connect.ConnectClient;
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
import dev.prebuild.agent.ledger.FileLedger;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.agent.memory.FileClaimMemory;
import dev.prebuild.agent.pressure.PressureLoop;
import dev.prebuild.agent.report.PoolReports;
import dev.prebuild.agent.report.PrebuildReports;
import dev.prebuild.agent.sync.Backoff;
import dev.prebuild.agent.sync.CallPolicy;
import dev.prebuild.agent.sync.ControlPlane;
import dev.prebuild.agent.sync.ControlPlaneClient;
import dev.prebuild.agent.sync.RememberingControlPlane;
import dev.prebuild.agent.sync.SyncLoop;
import dev.prebuild.agent.telemetry.ClaimTelemetry;
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
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What the daemon does, apart from HTTP: pools, prebuilds, and the two outer worlds they live by.
 */
final class Agent implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final Settings settings;
  private final EngineRoom room;
  private final HostControl host;
  private final Metrics metrics;
  private final PoolTelemetry poolTelemetry;
  private final Pools pools;
  private final Prebuilds prebuilds;
  private final Retention retention;
  private final PressureLoop pressure;
  private final SnapshotPublisher publisher;
  private final PrebuildLogs logs;
  private final EngineWatch watch;
  private final SyncLoop sync;
  private final LogsTokens logsTokens;

  /**
   * The way to the control plane.
   *
   * @param tokenFile holds the runner's token
   */
  record Wire(URI url, Path tokenFile) {}

  private Agent(
      Settings settings,
      EngineRoom room,
      HostControl host,
      Metrics metrics,
      PoolTelemetry poolTelemetry,
      Pools pools,
      Prebuilds prebuilds,
      Retention retention,
      PressureLoop pressure,
      SnapshotPublisher publisher,
      PrebuildLogs logs,
      EngineWatch watch,
      SyncLoop sync,
      LogsTokens logsTokens) {
    this.settings = settings;
    this.room = room;
    this.host = host;
    this.metrics = metrics;
    this.poolTelemetry = poolTelemetry;
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

  static Agent assemble(LiveSettings live, Wire wire, Metrics metrics, Clock clock) {
    Settings settings = live.get();
    // Thread-safe, unlike the splittable ones.
    RandomGenerator random = RandomGeneratorFactory.of("SecureRandom").create();
    EngineRoom room =
        new EngineRoom(
            new Engine(settings.engine().socket()),
            settings.runner().id(),
            settings.paths().runtime(),
            settings.paths().state(),
            settings.snapshots().registry().map(RegistrySettings::repository));
    HostControl host = HostSetup.control(live, metrics, clock);
    ControlPlane client = client(settings, wire, new HostReport(live, host::mode, room));
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
    SnapshotPublisher publisher = new SnapshotPublisher(room, registryTelemetry, random);
    Prebuilds.Means means =
        new Prebuilds.Means(
            new EnginePrebuildHost(room, logs, ledger, settings.prebuilds().devContainerCommand()),
            new EngineSnapshotHost(room, snapshotTelemetry, publisher),
            sources,
            ledger,
            logs,
            new PrebuildReports(controlPlane, settings.http().reachableAt(), random),
            new PrebuildTelemetry(metrics, clock),
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
    return new Agent(
        settings,
        room,
        host,
        metrics,
        poolTelemetry,
        pools,
        prebuilds,
        retention,
        PressureSetup.of(settings, room.engine(), pools, retention, metrics),
        publisher,
        logs,
        watch,
        sync,
        logsTokens);
  }

  private static ControlPlane client(Settings settings, Wire wire, HostReport report) {
    return new ControlPlaneClient(
        new ConnectClient(ConnectClient.http(CONNECT_LIMIT), wire.url(), wire.tokenFile()),
        settings.runner().id(),
        HostName.of(settings.runner()),
        report,
        settings.controlPlane().requestTimeout().toJavaDuration(),
        CallPolicy.standard());
  }

  /** Registers what can be wrong, and shows the same as metrics. */
  void addTo(HealthCheckRegistry health) {
    vitals().addTo(health);
    vitals().addTo(metrics);
  }

  Vitals vitals() {
    return new Vitals(
        watch, sync, prebuilds, pools, logs, pressure, new DiskCheck(settings, room.engine()));
  }

  /** Looks at the engine before it hears what is wanted, so that nothing is made twice. */
  void start() {
    watch.start();
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

  ClaimTelemetry claimTelemetry() {
    return poolTelemetry.claims();
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
    room.engine().close();
  }
}
