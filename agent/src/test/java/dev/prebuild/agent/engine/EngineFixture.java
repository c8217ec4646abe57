package dev.prebuild.agent.engine;

import dev.prebuild.agent.ledger.FileLedger;
import dev.prebuild.agent.logs.LogLimits;
import dev.prebuild.agent.logs.NotedFailures;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.agent.testkit.SeenContainer;
import dev.prebuild.agent.testkit.TestEngine;
import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.config.spec.SnapshotReference;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.Task;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.host.SnapshotSize;
import dev.prebuild.snapshot.ledger.Ledger;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** A runner of its own on the real engine, that leaves nothing behind. */
final class EngineFixture implements AutoCloseable {
  final UUID runnerId;
  final Path runtime;
  final TestEngine engine;
  final EngineRoom room;
  final Ledger ledger;
  final PrebuildLogs logs;
  final EnvironmentClass environmentClass;
  final EnvironmentClasses environmentClasses = new EnvironmentClasses();
  final NotedTravels travels = new NotedTravels();
  final NotedFailures failures = new NotedFailures();

  EngineFixture(Path runtime) {
    this(runtime, TestEngine.fromEnvironment(), UUID.randomUUID(), Optional.empty());
  }

  /**
   * On any engine, with a registry.
   *
   * @param engine closed by this fixture
   */
  EngineFixture(Path runtime, TestEngine engine, UUID runnerId, Optional<String> repository) {
    this.runtime = runtime;
    this.engine = engine;
    this.runnerId = runnerId;
    Engine agents = new Engine(engine.socket(), _ -> {});
    // As the agent does when it has found its engine: from here on the data root is known.
    agents.renegotiate();
    this.room = new EngineRoom(agents, runnerId, runtime, state(), repository);
    this.ledger = new FileLedger(runtime.resolve("ledger"));
    this.logs = openLogs();
    this.environmentClass =
        new EnvironmentClass(
            UUID.randomUUID(),
            "small",
            engine.image(),
            new Limits(0, 256L << 20, 0, 0, Optional.empty()),
            Allowances.NONE,
            Standby.PLAIN);
  }

  Path state() {
    return runtime.resolve("state");
  }

  /** As an agent that starts afresh has it. */
  EngineRoom newRoom() {
    return new EngineRoom(room.engine(), runnerId, runtime, state());
  }

  /** As an agent that starts afresh would: with what the last one has left. */
  PrebuildLogs openLogs() {
    return new PrebuildLogs(
        runtime.resolve("logs"), LogLimits.ofBytes(4 << 20, 1 << 20), failures, Clock.systemUTC());
  }

  EngineSnapshotHost snapshotHost() {
    return snapshotHost(new NoCommitListener());
  }

  EngineSnapshotHost snapshotHost(CommitListener listener) {
    return new EngineSnapshotHost(room, listener, publisher());
  }

  /** What it pushes and pulls is told to {@link #travels}. */
  SnapshotPublisher publisher() {
    return new SnapshotPublisher(room, travels, RandomGenerator.getDefault());
  }

  EngineInstanceHost instanceHost() {
    return instanceHost(room);
  }

  EngineInstanceHost instanceHost(EngineRoom room) {
    return new EngineInstanceHost(room, new SnapshotPulls(room, travels), environmentClasses);
  }

  /** Commits, proves and names. */
  static SnapshotSize snapshot(EngineSnapshotHost host, PrebuildSpec spec, Ledger.Entry entry)
      throws InterruptedException {
    String image = host.commit(spec, entry, _ -> {});
    host.prove(spec, image);
    return host.name(spec.id(), image);
  }

  EnginePrebuildHost prebuildHost() {
    return new EnginePrebuildHost(room, logs, ledger, Optional.empty());
  }

  /**
   * The same, that tells a log of the test's own what it says of images.
   *
   * @param devContainerCommand that builds images with features
   */
  EnginePrebuildHost prebuildHost(PrebuildLog log, Optional<Path> devContainerCommand) {
    return new EnginePrebuildHost(
        room, log, new LogPump(room, logs, ledger, InstantSource.system()), devContainerCommand);
  }

  /** An image under the name and with the labels of a snapshot. */
  UUID makeSnapshot(String user) {
    UUID snapshotId = UUID.randomUUID();
    String container =
        engine.client().createContainerCmd(engine.image()).withCmd("true").exec().getId();
    engine
        .client()
        .commitCmd(container)
        .withRepository(Naming.snapshotRepository())
        .withTag(snapshotId.toString())
        .withUser(user)
        .withLabels(
            Map.of(Naming.OWNER, runnerId.toString(), Naming.SNAPSHOT_ID, snapshotId.toString()))
        .exec();
    engine.remove(container);
    return snapshotId;
  }

  /** The same, that nothing can be started from. */
  UUID makeBrokenSnapshot() throws InterruptedException {
    UUID snapshotId = UUID.randomUUID();
    String container =
        engine
            .client()
            .createContainerCmd(engine.image())
            .withCmd("/bin/busybox", "rm", "/bin/sh")
            .exec()
            .getId();
    engine.client().startContainerCmd(container).exec();
    boolean _ = room.containers().awaitExit(container, Duration.ofMinutes(1));
    engine
        .client()
        .commitCmd(container)
        .withRepository(Naming.snapshotRepository())
        .withTag(snapshotId.toString())
        .withLabels(
            Map.of(Naming.OWNER, runnerId.toString(), Naming.SNAPSHOT_ID, snapshotId.toString()))
        .exec();
    engine.remove(container);
    return snapshotId;
  }

  /**
   * The same, whose image has a health check.
   *
   * @param check as a Dockerfile has it behind the word HEALTHCHECK
   */
  UUID makeCheckedSnapshot(String check) {
    UUID snapshotId = UUID.randomUUID();
    String container =
        engine.client().createContainerCmd(engine.image()).withCmd("true").exec().getId();
    EngineCall.post(
            "/commit?container=%s&repo=%s&tag=%s&changes=%s"
                .formatted(
                    container,
                    Naming.snapshotRepository(),
                    snapshotId,
                    URLEncoder.encode("HEALTHCHECK " + check, StandardCharsets.UTF_8)),
            Map.of(
                "Labels",
                Map.of(
                    Naming.OWNER, runnerId.toString(), Naming.SNAPSHOT_ID, snapshotId.toString())))
        .run(engine.client());
    engine.remove(container);
    return snapshotId;
  }

  /** A class that is known on this host. */
  EnvironmentClass newClass(Limits limits, Standby standby) {
    EnvironmentClass made =
        new EnvironmentClass(
            UUID.randomUUID(), "other", engine.image(), limits, Allowances.NONE, standby);
    environmentClasses.know(List.of(environmentClass, made));
    return made;
  }

  WarmPoolSpec pool(UUID snapshotId) {
    return pool(snapshotId, Optional.empty());
  }

  /** The same, of a snapshot that is in a registry. */
  WarmPoolSpec pool(UUID snapshotId, Optional<SnapshotReference> reference) {
    return pool(snapshotId, reference, environmentClass);
  }

  /** The same of another class. */
  WarmPoolSpec pool(UUID snapshotId, EnvironmentClass ofClass) {
    return pool(snapshotId, Optional.empty(), ofClass);
  }

  private static WarmPoolSpec pool(
      UUID snapshotId, Optional<SnapshotReference> reference, EnvironmentClass ofClass) {
    return new WarmPoolSpec(
        UUID.randomUUID(),
        UUID.randomUUID(),
        ofClass,
        2,
        4,
        Optional.of(snapshotId),
        reference,
        false,
        0);
  }

  /** A claim of another class than the pool's. */
  static ClaimRequest request(WarmPoolSpec pool, EnvironmentClass claiming) {
    return new ClaimRequest(
        UUID.randomUUID(), pool.projectId(), claiming.id(), Map.of(), Map.of(), Duration.ZERO);
  }

  /** A claim with a variable and a secret. */
  static ClaimRequest request(WarmPoolSpec pool, String secret) {
    return new ClaimRequest(
        UUID.randomUUID(),
        pool.projectId(),
        pool.environmentClass().id(),
        Map.of("GREETING", "hello\nworld"),
        Map.of("TOKEN", new Secret(secret)),
        Duration.ZERO);
  }

  /** A prebuild of a repository whose sources the test brings. */
  static PrebuildSpec prebuild(EnvironmentClass environmentClass, Task... tasks) {
    return new PrebuildSpec(
        UUID.randomUUID(),
        UUID.randomUUID(),
        environmentClass,
        new Repository(
            "https://git.example/example.git",
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty()),
        Optional.empty(),
        List.of(tasks),
        List.of(),
        PrebuildSpec.Goal.COMPLETE,
        Duration.ofMinutes(1),
        Instant.EPOCH,
        new PrebuildSpec.Reported(PrebuildPhase.PENDING, 1));
  }

  /** The same prebuild, whose repository needs credentials. */
  static PrebuildSpec withPassword(PrebuildSpec spec, String password) {
    return new PrebuildSpec(
        spec.id(),
        spec.projectId(),
        spec.environmentClass(),
        new Repository(
            spec.repository().url(),
            Optional.empty(),
            Optional.of(new Repository.Credentials("bot", new Secret(password))),
            OptionalInt.empty()),
        spec.devContainer(),
        spec.tasks(),
        spec.excluded(),
        spec.goal(),
        spec.timeout(),
        spec.createdAt(),
        spec.reported());
  }

  /** The same prebuild, with paths that are not to be in its snapshot. */
  static PrebuildSpec excluding(PrebuildSpec spec, String... excluded) {
    return new PrebuildSpec(
        spec.id(),
        spec.projectId(),
        spec.environmentClass(),
        spec.repository(),
        spec.devContainer(),
        spec.tasks(),
        List.of(excluded),
        spec.goal(),
        spec.timeout(),
        spec.createdAt(),
        spec.reported());
  }

  /** Another prebuild of the same project. */
  static PrebuildSpec again(PrebuildSpec spec) {
    return new PrebuildSpec(
        UUID.randomUUID(),
        spec.projectId(),
        spec.environmentClass(),
        spec.repository(),
        spec.devContainer(),
        spec.tasks(),
        spec.excluded(),
        spec.goal(),
        spec.timeout(),
        spec.createdAt(),
        spec.reported());
  }

  /** All images with this runner's label, those too that others are made from. */
  List<String> allImages() {
    return engine
        .client()
        .listImagesCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Naming.OWNER, runnerId.toString()))
        .exec()
        .stream()
        .map(image -> String.valueOf(image.getId()))
        .toList();
  }

  /** Of an image. */
  Map<String, String> labels(String image) {
    return Objects.requireNonNull(
        Objects.requireNonNull(engine.client().inspectImageCmd(image).exec().getConfig())
            .getLabels());
  }

  /** What a command prints in a container made from an image. */
  String inImage(String image, String... command) throws InterruptedException {
    String container =
        engine
            .client()
            .createContainerCmd(image)
            .withEntrypoint("/bin/sleep", "1000")
            .exec()
            .getId();
    try {
      engine.client().startContainerCmd(container).exec();
      return engine.exec(container, command);
    } finally {
      engine.remove(container);
    }
  }

  Path privateFolder(UUID id) {
    return runtime.resolve("containers").resolve(id.toString());
  }

  Optional<SeenContainer> container(String name) {
    return engine.container(runnerId, name);
  }

  @Override
  public void close() throws IOException {
    engine.removeAll(runnerId);
    room.engine().close();
    engine.close();
  }

  private static final class NoCommitListener implements CommitListener {
    @Override
    public void progressed(UUID prebuildId, int percent, boolean isMeasured) {}

    @Override
    public void ended(UUID prebuildId) {}
  }
}
