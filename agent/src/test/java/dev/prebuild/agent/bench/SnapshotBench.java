package dev.prebuild.agent.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.prebuild.agent.engine.CommitListener;
import dev.prebuild.agent.engine.Engine;
import dev.prebuild.agent.engine.EngineRoom;
import dev.prebuild.agent.engine.EngineSnapshotHost;
import dev.prebuild.agent.engine.RegistryListener;
import dev.prebuild.agent.engine.SnapshotPublisher;
import dev.prebuild.agent.testkit.TestEngine;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.secrets.Needles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What a commit takes by the agent, beside the engine's bare call on the like, and how true the
 * progress is that is told of it. They take turns, each on a container of its own that has just
 * been made: so both find its files in memory, as at the end of a prebuild.
 */
final class SnapshotBench {
  private static final int ROUNDS = 3;

  /** As long as those of git servers. */
  private static final String TOKEN = "not-a-real-token-0123456789-0123456789-a";

  /** Names a file that the curves are drawn into. */
  private static final String PICTURE = "PREBUILD_AGENT_BENCH_PICTURE";

  private final TestEngine engine;
  private final BareEngine bare;
  private final TestHost host;
  private final EngineSnapshotHost snapshots;
  private final Figures figures;
  private final CurvePicture picture = new CurvePicture();

  private SnapshotBench(
      TestEngine engine,
      BareEngine bare,
      TestHost host,
      EngineSnapshotHost snapshots,
      Figures figures) {
    this.engine = engine;
    this.bare = bare;
    this.host = host;
    this.snapshots = snapshots;
    this.figures = figures;
  }

  static void run(TestEngine engine, Figures figures) throws Exception {
    try (TestHost host = new TestHost();
        Engine agents = new Engine(engine.socket(), _ -> {});
        BareEngine bare = new BareEngine(engine.socket())) {
      agents.renegotiate();
      EngineRoom room =
          new EngineRoom(
              agents, host.runnerId, host.folder.resolve("runtime"), host.folder.resolve("state"));
      Unheard unheard = new Unheard();
      SnapshotPublisher publisher =
          new SnapshotPublisher(room, unheard, RandomGenerator.getDefault());
      SnapshotBench bench =
          new SnapshotBench(
              engine, bare, host, new EngineSnapshotHost(room, unheard, publisher), figures);
      for (SnapshotShape shape : SnapshotShape.values()) {
        bench.run(shape);
      }
      bench.draw();
    }
  }

  private static final class Unheard implements CommitListener, RegistryListener {
    @Override
    public void pushed(UUID snapshotId, long sentBytes, Duration took) {}

    @Override
    public void pushFailed(UUID snapshotId, String cause, Duration took) {}

    @Override
    public void pulled(UUID snapshotId, Duration took) {}

    @Override
    public void pullFailed(UUID snapshotId, String cause, Duration took) {}

    @Override
    public void progressed(UUID prebuildId, int percent, boolean isMeasured) {}

    @Override
    public void ended(UUID prebuildId) {}
  }

  /** What was measured of one shape. */
  private record Samples(
      Sample calls,
      Sample looks,
      Sample searches,
      Sample commits,
      Sample watching,
      List<ProgressCurve> curves) {
    Samples() {
      this(new Sample(), new Sample(), new Sample(), new Sample(), new Sample(), new ArrayList<>());
    }
  }

  private void run(SnapshotShape shape) throws Exception {
    figures.say("snapshot: " + shape.title);
    Samples samples = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      commitBare(shape, samples);
      commitByAgent(shape, samples);
    }
    report(shape, samples);
  }

  private void commitBare(SnapshotShape shape, Samples samples) throws Exception {
    String container = "bench-" + UUID.randomUUID();
    shape.make(engine, host.runnerId, container);
    flush();
    List<String> image = new ArrayList<>();
    samples.calls().time(() -> image.add(bare.commit(container)));
    bare.removeImage(image.getFirst());
    bare.remove(container);
  }

  private void commitByAgent(SnapshotShape shape, Samples samples) throws Exception {
    PrebuildSpec spec = prebuild();
    String container = "prebuild-" + spec.id();
    shape.make(engine, host.runnerId, container);
    flush();
    samples.looks().time(() -> snapshots.footprint(spec.id()));
    samples.searches().time(() -> snapshots.search(spec.id(), Needles.of(spec), Long.MAX_VALUE));
    ProgressCurve curve = new ProgressCurve();
    List<String> image = new ArrayList<>();
    long cpu = cpuNanos();
    samples.commits().time(() -> image.add(commit(spec, curve)));
    samples.watching().add(cpuNanos() - cpu);
    samples.curves().add(curve);
    snapshots.discard(image.getFirst());
    bare.remove(container);
  }

  private void report(SnapshotShape shape, Samples samples) {
    double worst = samples.curves().stream().mapToDouble(ProgressCurve::worst).max().orElseThrow();
    figures.row("commit, the engine's bare call", samples.calls());
    figures.row("commit, by the agent", samples.commits());
    figures.row("look at what is to be committed, before", samples.looks());
    figures.row("search for secrets, before", samples.searches());
    figures.row("processor time of watching it", samples.watching());
    figures.figure(
        "snapshot.commit_over_bare." + shape.label,
        samples.commits().p50() / samples.calls().p50(),
        "ratio");
    figures.figure("snapshot.progress_worst_points." + shape.label, worst, "points");
    figures.figure(
        "snapshot.watch_cpu_over_commit." + shape.label,
        samples.watching().p50() / samples.commits().p50(),
        "ratio");
    picture.add(shape.title, samples.curves().getLast());
  }

  private String commit(PrebuildSpec spec, ProgressCurve curve) throws InterruptedException {
    long begin = System.nanoTime();
    String image =
        snapshots.commit(
            spec,
            Ledger.Entry.begin(Instant.EPOCH, 1),
            percent -> curve.told((System.nanoTime() - begin) / 1e9, percent));
    curve.end((System.nanoTime() - begin) / 1e9);
    return image;
  }

  /** What was written before is on the disk, and does not count. */
  private static void flush() throws IOException, InterruptedException {
    int _ = new ProcessBuilder("sync").start().waitFor();
  }

  /** Of this process, which does nothing else meanwhile. */
  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private PrebuildSpec prebuild() {
    return new PrebuildSpec(
        UUID.randomUUID(),
        UUID.randomUUID(),
        new EnvironmentClass(
            UUID.randomUUID(),
            "bench",
            engine.image(),
            Limits.NONE,
            Allowances.NONE,
            Standby.PLAIN),
        new Repository(
            "https://git.example/bench.git",
            Optional.empty(),
            Optional.of(new Repository.Credentials("bench", new Secret(TOKEN))),
            OptionalInt.empty()),
        Optional.empty(),
        List.of(),
        List.of(),
        PrebuildSpec.Goal.COMPLETE,
        Duration.ofHours(1),
        Instant.EPOCH,
        new PrebuildSpec.Reported(PrebuildPhase.PENDING, 1));
  }

  private void draw() throws IOException {
    String file = System.getenv(PICTURE);
    if (file != null) {
      Files.writeString(Path.of(file), picture.svg());
      figures.say(String.format(Locale.ROOT, "the curves are in %s", file));
    }
  }
}
