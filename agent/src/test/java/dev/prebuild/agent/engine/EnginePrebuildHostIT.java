package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.Task;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.SnapshotSize;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.lifecycle.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What prebuilds ask of their host, on the real engine. */
class EnginePrebuildHostIT {
  private static final Ledger.Entry ENTRY = Ledger.Entry.begin(Instant.EPOCH, 1);

  private EngineFixture fixture;
  private EnginePrebuildHost host;
  private EngineSnapshotHost snapshots;
  private Path workspace;
  private PrebuildRuns runs;

  @BeforeEach
  void open(@TempDir Path runtime, @TempDir Path sources) throws IOException {
    fixture = new EngineFixture(runtime);
    host = fixture.prebuildHost();
    snapshots = fixture.snapshotHost();
    this.workspace = Files.createDirectories(sources.resolve("workspaces/example"));
    this.runs = new PrebuildRuns(host, workspace);
    Files.writeString(workspace.resolve("README"), "read me\n");
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  @Test
  void stepsThatSucceedBecomeASnapshot() throws Exception {
    PrebuildSpec spec = spec(new Task("build", "pwd; cat README > built", false));
    assertThat(host.observe(spec, PrebuildRuns.names(spec))).isInstanceOf(Evidence.Nothing.class);

    runs.launch(spec);
    assertThat(host.prebuilds()).containsExactly(spec.id());
    host.awaitEnd(spec, PrebuildRuns.LIMIT);
    Evidence.Ended ended = runs.ended(spec);
    SnapshotSize size = EngineFixture.snapshot(snapshots, spec, ENTRY);
    host.removeContainer(spec.id());

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.steps())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.name()).isEqualTo("build");
              assertThat(step.hasSucceeded()).isTrue();
            });
    assertThat(host.observe(spec, PrebuildRuns.names(spec)))
        .isEqualTo(new Evidence.Snapshotted(new Snapshot(spec.id(), size.bytes())));
    assertThat(host.prebuilds()).isEmpty();
    assertThat(fixture.privateFolder(spec.id())).doesNotExist();
    assertThat(inSnapshot(spec, "cd /workspaces/example; cat built; ls -A /run/environment"))
        .isEqualTo("read me\n");
  }

  @Test
  void aSnapshotCarriesNoMoreThanItsOwnLabels() throws Exception {
    PrebuildSpec spec = spec(new Task("build", "echo a-command-of-the-prebuild", false));
    runs.run(spec);
    EngineFixture.snapshot(snapshots, spec, ENTRY);

    assertThat(Objects.requireNonNull(image(spec).getConfig()).getLabels())
        .isEqualTo(
            Map.of(
                Naming.OWNER, fixture.runnerId.toString(),
                Naming.ROLE, Naming.SNAPSHOT,
                Naming.SNAPSHOT_ID, spec.id().toString(),
                Naming.PROJECT_ID, spec.projectId().toString(),
                Naming.CLASS_ID, spec.environmentClass().id().toString()));
    assertThat(fixture.engine.get("/images/%s/json".formatted(image(spec).getId())))
        .contains(spec.id().toString())
        .doesNotContain("a-command-of-the-prebuild")
        .doesNotContain("prebuild-" + spec.id());
  }

  @Test
  void aStepThatFailsIsNamedWithItsLastLines() throws Exception {
    PrebuildSpec spec =
        spec(
            new Task("first", "echo fine", false),
            new Task("second", "echo out; echo wrong >&2; exit 7", false),
            new Task("third", "echo never", false));

    Evidence.Ended ended = runs.run(spec);

    assertThat(ended.exitCode()).isEqualTo(7);
    assertThat(ended.isOutOfMemory()).isFalse();
    assertThat(ended.steps()).extracting(step -> step.name()).containsExactly("first", "second");
    assertThat(ended.steps().getLast().hasSucceeded()).isFalse();
    assertThat(ended.lastLines())
        .containsExactlyInAnyOrder("==> first", "fine", "==> second", "out", "wrong");
  }

  @Test
  void whatAnEarlierTryLeftIsReplaced() throws Exception {
    PrebuildSpec spec = spec(new Task("build", "true", false));
    String leftover =
        fixture
            .engine
            .client()
            .createContainerCmd(fixture.engine.image())
            .withName(Naming.prebuild(spec.id()))
            .withCmd("false")
            .withLabels(
                Map.of(Naming.OWNER, fixture.runnerId.toString(), Naming.ROLE, Naming.PREBUILD))
            .exec()
            .getId();
    assertThat(host.observe(spec, PrebuildRuns.names(spec))).isInstanceOf(Evidence.Unstarted.class);

    assertThat(runs.run(spec).exitCode()).isZero();

    assertThat(fixture.engine.containers(fixture.runnerId))
        .singleElement()
        .satisfies(seen -> assertThat(seen.id()).isNotEqualTo(leftover));
  }

  @Test
  void aSnapshotOutlivesTheDevContainerAndTakesItsLayersAlong() throws Exception {
    Files.writeString(
        workspace.resolve("Dockerfile"),
        "FROM %s\nRUN cat /proc/sys/kernel/random/uuid > /made\n"
            .formatted(fixture.engine.image()));
    ImageSource source =
        new ImageSource.Built("", "Dockerfile", Map.of(), Optional.empty(), List.of());
    PrebuildSpec first = spec(new Task("build", "true", false));
    PrebuildSpec second = EngineFixture.again(first);

    for (PrebuildSpec spec : List.of(first, second)) {
      runs.launch(spec, source);
      host.awaitEnd(spec, PrebuildRuns.LIMIT);
      EngineFixture.snapshot(snapshots, spec, ENTRY);
      host.removeContainer(spec.id());
      assertThat(fixture.room.images().find(Naming.devContainerImage(spec.id()))).isEmpty();
    }

    assertThat(inSnapshot(second, "cat /made")).isEqualTo(inSnapshot(first, "cat /made"));
    snapshots.removeSnapshot(first.id());
    assertThat(inSnapshot(second, "cat /made")).isNotEmpty();
    snapshots.removeSnapshot(second.id());
    assertThat(fixture.allImages()).isEmpty();
  }

  /** The engine goes on with the commit of an agent that was killed, while the next one commits. */
  @Test
  void commitsThatOverlapLeaveOneSnapshot() throws Exception {
    PrebuildSpec spec = spec(new Task("build", "true", false));
    runs.run(spec);
    for (int i = 0; i < 2; i++) {
      EngineFixture.snapshot(snapshots, spec, ENTRY);
    }
    assertThat(fixture.engine.images(fixture.runnerId)).hasSize(2);

    new Sweeper(fixture.room).removeUnnamedImages(Instant.now().plusSeconds(1));

    assertThat(fixture.engine.images(fixture.runnerId))
        .singleElement()
        .satisfies(
            left ->
                assertThat(left.getRepoTags()).containsExactly(Naming.snapshotImage(spec.id())));
  }

  @Test
  void sourcesArriveAsTheyAre() throws Exception {
    Files.createLink(workspace.resolve("hard"), workspace.resolve("README"));
    Files.createSymbolicLink(workspace.resolve("soft"), Path.of("README"));
    Files.createSymbolicLink(workspace.resolve("dangling"), Path.of("/nowhere"));
    for (String name : List.of("with space", "-dash", "new\nline", "ünïcode", "q'\"uote\\")) {
      Files.writeString(workspace.resolve(name), name);
    }
    Files.setPosixFilePermissions(
        Files.writeString(workspace.resolve("script"), "#!/bin/sh\necho ran\n"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-x---"));
    PrebuildSpec spec =
        spec(
            new Task(
                "look",
                """
                set -ex
                [ "$(stat -c %i README)" = "$(stat -c %i hard)" ]
                [ "$(readlink soft)" = README ]
                [ "$(readlink dangling)" = /nowhere ]
                [ "$(./script)" = ran ]
                [ "$(cat ./with\\ space ./-dash ./ünïcode)" = "with space-dashünïcode" ]
                [ "$(cat "./q'\\"uote\\\\")" = "q'\\"uote\\\\" ]
                [ -e "$(printf 'new\\nline')" ]
                set -- *
                [ $# = 10 ]
                """,
                false));

    assertThat(runs.run(spec))
        .satisfies(ended -> assertThat(ended.exitCode()).as("%s", ended.lastLines()).isZero());
  }

  @Test
  void stepsRunAsTheUserOfTheImage() throws Exception {
    UUID base = fixture.makeSnapshot("dev");
    PrebuildSpec spec =
        EngineFixture.prebuild(
            new EnvironmentClass(
                UUID.randomUUID(),
                "dev",
                Naming.snapshotImage(base),
                new Limits(0, 256L << 20, 0, 0, Optional.empty()),
                Allowances.NONE,
                Standby.PLAIN),
            new Task("look", "set -e; id -u; touch mine; stat -c %u README; exit 3", false));

    assertThat(runs.run(spec).lastLines()).containsExactly("==> look", "1000", "1000");
  }

  @Test
  void aMissingImageIsNamed() {
    String missing = "127.0.0.1:1/nobody/nothing:none";
    PrebuildSpec spec =
        EngineFixture.prebuild(
            new EnvironmentClass(
                UUID.randomUUID(), "none", missing, Limits.NONE, Allowances.NONE, Standby.PLAIN),
            new Task("never", "true", false));

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> runs.launch(spec))
        .withMessageContaining(
            "image %s is not on this host and cannot be pulled: its registry does not answer",
            missing)
        .withMessageContaining("or load the image beforehand");
    assertThat(fixture.engine.containers(fixture.runnerId)).isEmpty();
  }

  @Test
  void waitingEndsWithItsLimit() throws Exception {
    PrebuildSpec spec = spec(new Task("wait", "sleep 1000", false));
    runs.launch(spec);

    host.awaitEnd(spec, Duration.ofMillis(1));

    assertThat(host.observe(spec, PrebuildRuns.names(spec))).isInstanceOf(Evidence.Running.class);
  }

  @Test
  void removingTwiceIsNoError() throws Exception {
    PrebuildSpec spec = spec(new Task("build", "true", false));
    runs.run(spec);
    EngineFixture.snapshot(snapshots, spec, ENTRY);

    for (int i = 0; i < 2; i++) {
      host.removeContainer(spec.id());
      snapshots.removeSnapshot(spec.id());
    }

    assertThat(host.observe(spec, PrebuildRuns.names(spec))).isInstanceOf(Evidence.Nothing.class);
    assertThat(fixture.engine.images(fixture.runnerId)).isEmpty();
  }

  private InspectImageResponse image(PrebuildSpec spec) {
    return fixture.engine.client().inspectImageCmd(Naming.snapshotImage(spec.id())).exec();
  }

  /** What a shell prints in a container made from the snapshot. */
  private String inSnapshot(PrebuildSpec spec, String command) throws InterruptedException {
    return fixture.inImage(Naming.snapshotImage(spec.id()), "/bin/sh", "-c", command);
  }

  private PrebuildSpec spec(Task... tasks) {
    return EngineFixture.prebuild(fixture.environmentClass, tasks);
  }
}
