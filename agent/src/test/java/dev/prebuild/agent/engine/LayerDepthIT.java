package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.exception.DockerException;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Task;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How deep images may be, on the real engine with a real chain of them. */
class LayerDepthIT {
  private EngineFixture fixture;
  private MadeImages images;

  @BeforeEach
  void open(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    images = new MadeImages(fixture.engine);
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  @Test
  void aPrebuildIsRefusedBeforeItsSnapshotWouldBe(@TempDir Path sources) throws Exception {
    EnginePrebuildHost host = fixture.prebuildHost(new SaidLines(), Optional.empty());
    Path workspace = Files.createDirectories(sources.resolve("workspaces/example"));
    String deepest = deepen(fixture.engine.image(), LayerDepth.MOST_OF_A_BASE);
    String tooDeep = deepen(deepest, LayerDepth.MOST_OF_A_BASE + 1);

    PrebuildSpec spec =
        EngineFixture.prebuild(fixture.environmentClass, new Task("build", "true", false));
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> host.obtain(spec, new ImageSource.Named(tooDeep), workspace))
        .withMessageContaining("121 layers")
        .withMessageContaining("120 at most");
    assertThat(host.obtain(spec, new ImageSource.Named(deepest), workspace).id())
        .isEqualTo(deepest);
    assertThat(snapshotOn(deepest, host, workspace)).isEqualTo(LayerDepth.MOST_OF_A_BASE + 1);
    assertTheLimitIsTheEngines(tooDeep);
  }

  private void assertTheLimitIsTheEngines(String image) throws IOException {
    String full = deepen(image, LayerDepth.MOST_LAYERS);

    assertThatExceptionOfType(DockerException.class)
        .isThrownBy(() -> deepen(full, LayerDepth.MOST_LAYERS + 1))
        .withMessageContaining("max depth exceeded");
  }

  /** Its layers, once it was made, proven and named. */
  private int snapshotOn(String image, EnginePrebuildHost host, Path workspace) throws Exception {
    PrebuildSpec spec =
        EngineFixture.prebuild(
            on(fixture.environmentClass, image), new Task("build", "true", false));
    new PrebuildRuns(host, workspace).run(spec);
    EngineFixture.snapshot(fixture.snapshotHost(), spec, Ledger.Entry.begin(Instant.EPOCH, 1));
    host.removeContainer(spec.id());
    return Images.layers(fixture.room.images().findSnapshot(spec.id()).orElseThrow()).size();
  }

  private static EnvironmentClass on(EnvironmentClass any, String image) {
    return new EnvironmentClass(
        any.id(), any.name(), image, any.limits(), any.allowances(), any.standby());
  }

  private String deepen(String image, int layers) throws IOException {
    String deeper = image;
    int has = Images.layers(fixture.room.images().find(image).orElseThrow()).size();
    for (int i = has; i < layers; i++) {
      deeper =
          images.add(
              deeper,
              "file-" + i,
              1,
              Map.of(Naming.OWNER, fixture.runnerId.toString(), Naming.ROLE, "test"));
    }
    return deeper;
  }
}
