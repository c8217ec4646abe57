package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Image;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash has left is cleared away, and nothing else. */
class SweeperIT {
  private EngineFixture fixture;
  private Sweeper sweeper;

  @BeforeEach
  void open(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    sweeper = new Sweeper(fixture.room);
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  @Test
  void privateFoldersWithoutAContainerGo() {
    UUID snapshotId = fixture.makeSnapshot("");
    WarmPoolSpec pool = fixture.pool(snapshotId);
    Instance instance = fixture.instanceHost().create(UUID.randomUUID(), pool, snapshotId);
    UUID orphan = UUID.randomUUID();
    fixture.room.folders().open(orphan);

    sweeper.suspectBelongings();
    sweeper.removeBelongings(fixture.room.containers().list());

    assertThat(fixture.privateFolder(orphan)).doesNotExist();
    assertThat(fixture.privateFolder(instance.id())).isDirectory();
  }

  /** The list may be older than they are. */
  @Test
  void privateFoldersOfContainersAboutToBeMadeStay() {
    UUID again = UUID.randomUUID();
    fixture.room.folders().open(again);
    sweeper.suspectBelongings();
    List<ContainerFacts> all = fixture.room.containers().list();
    fixture.room.folders().open(again);
    UUID fresh = UUID.randomUUID();
    fixture.room.folders().open(fresh);

    sweeper.removeBelongings(all);

    assertThat(fixture.privateFolder(again)).isDirectory();
    assertThat(fixture.privateFolder(fresh)).isDirectory();
  }

  @Test
  void unnamedImagesWithTheRunnersLabelGo() {
    UUID named = fixture.makeSnapshot("");
    String unnamed = commit(Map.of(Naming.OWNER, fixture.runnerId.toString()));
    UUID other = UUID.randomUUID();
    String foreign = commit(Map.of(Naming.OWNER, other.toString()));
    try {
      sweeper.removeUnnamedImages(Instant.now().minusSeconds(3_600));
      assertThat(fixture.room.images().find(unnamed)).as("it is too young").isPresent();

      sweeper.removeUnnamedImages(Instant.now().plusSeconds(1));

      assertThat(fixture.engine.images(fixture.runnerId))
          .singleElement()
          .extracting(Image::getRepoTags)
          .isEqualTo(new String[] {Naming.snapshotImage(named)});
      assertThat(fixture.room.images().find(unnamed)).isEmpty();
      assertThat(fixture.room.images().find(foreign)).isPresent();
    } finally {
      fixture.engine.removeAll(other);
    }
  }

  /** A build that was cut off by a crash: the engine keeps it under no name. */
  @Test
  void whatBuildsHaveLeftGoesUnlessSomethingIsMadeFromIt(@TempDir Path sources) throws Exception {
    EnginePrebuildHost host = fixture.prebuildHost(new SaidLines(), Optional.empty());
    PrebuildSpec forgotten = build(host, sources, "forgotten");
    PrebuildSpec kept = build(host, sources, "kept");
    String snapshot = commitDevContainer(kept);
    fixture.room.images().remove(Naming.devContainerImage(forgotten.id()));
    host.removeContainer(kept.id());

    sweeper.removeUnnamedImages(Instant.now());

    assertThat(fixture.inImage(snapshot, "cat", "/result")).isEqualTo("kept\n");
    assertThat(fixture.engine.images(fixture.runnerId))
        .singleElement()
        .extracting(Image::getRepoTags)
        .isEqualTo(new String[] {Naming.snapshotImage(kept.id())});
    fixture.snapshotHost().removeSnapshot(kept.id());
    assertThat(fixture.allImages()).isEmpty();
  }

  @Test
  void namesThatAnEarlierRunHasGivenGoUnlessTheyAreInUse(@TempDir Path sources) throws Exception {
    EnginePrebuildHost host = fixture.prebuildHost(new SaidLines(), Optional.empty());
    PrebuildSpec forgotten = build(host, sources, "forgotten");
    PrebuildSpec used = build(host, sources, "used");
    fixture
        .engine
        .client()
        .createContainerCmd(Naming.devContainerImage(used.id()))
        .withName(Naming.prebuild(used.id()))
        .withCmd("true")
        .withLabels(Map.of(Naming.OWNER, fixture.runnerId.toString(), Naming.ROLE, Naming.PREBUILD))
        .exec();
    List<ContainerFacts> all = fixture.room.containers().list();

    sweeper.removeDevContainers(all);
    assertThat(fixture.room.images().find(Naming.devContainerImage(forgotten.id())))
        .as("it is of this run")
        .isPresent();

    new Sweeper(fixture.newRoom()).removeDevContainers(all);

    assertThat(fixture.room.images().find(Naming.devContainerImage(forgotten.id()))).isEmpty();
    assertThat(fixture.room.images().find(Naming.devContainerImage(used.id()))).isPresent();
  }

  private PrebuildSpec build(EnginePrebuildHost host, Path sources, String result)
      throws Exception {
    new TestCheckout(sources)
        .with(
            fixture.engine,
            "Dockerfile",
            "FROM @IMAGE@\nRUN true\nRUN echo %s > /result\n".formatted(result));
    PrebuildSpec spec = EngineFixture.prebuild(fixture.environmentClass);
    host.obtain(
        spec,
        new ImageSource.Built("", "Dockerfile", Map.of(), Optional.empty(), List.of()),
        sources);
    return spec;
  }

  private String commitDevContainer(PrebuildSpec spec) {
    String container =
        fixture
            .engine
            .client()
            .createContainerCmd(Naming.devContainerImage(spec.id()))
            .withCmd("true")
            .exec()
            .getId();
    try {
      return fixture
          .engine
          .client()
          .commitCmd(container)
          .withRepository(Naming.snapshotRepository())
          .withTag(spec.id().toString())
          .withLabels(
              Map.of(Naming.OWNER, fixture.runnerId.toString(), Naming.ROLE, Naming.SNAPSHOT))
          .exec();
    } finally {
      fixture.engine.remove(container);
    }
  }

  /** An image without a name. */
  private String commit(Map<String, String> labels) {
    String container =
        fixture
            .engine
            .client()
            .createContainerCmd(fixture.engine.image())
            .withCmd("true")
            .exec()
            .getId();
    try {
      return fixture.engine.client().commitCmd(container).withLabels(labels).exec();
    } finally {
      fixture.engine.remove(container);
    }
  }
}
