package dev.prebuild.agent.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.progress.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a data root that is laid out as an engine lays out its own. */
class LayerWatchTest {
  private static final String CHAIN = "l/BASE2:l/BASE1";

  @TempDir private Path dataRoot;
  private Path diff;

  @BeforeEach
  void makeContainer() throws IOException {
    layer("base", "l/BASE1");
    layer("c1-init", CHAIN);
    diff = layer("c1", "l/C1INIT:" + CHAIN);
    Path mount = Files.createDirectories(dataRoot.resolve("image/overlay2/layerdb/mounts/id"));
    Files.writeString(mount.resolve("mount-id"), "c1");
  }

  private Path layer(String name, String lower) throws IOException {
    Path made = Files.createDirectories(dataRoot.resolve("overlay2").resolve(name).resolve("diff"));
    Files.writeString(dataRoot.resolve("overlay2").resolve(name).resolve("lower"), lower);
    return made;
  }

  private LayerWatch watch() throws IOException {
    return LayerWatch.begin(diff, LayerTree.contents(diff)).orElseThrow();
  }

  @Test
  void theContainersOwnLayerIsFoundByItsId() {
    assertThat(LayerTree.find(dataRoot, "id")).contains(diff);
    assertThat(LayerTree.find(dataRoot, "other")).isEmpty();
  }

  @Test
  void findsTheNewLayerOnTheSameChain() throws IOException {
    LayerWatch watch = watch();
    assertThat(watch.hasFound()).isFalse();

    layer("new", CHAIN);

    assertThat(watch.hasFound()).isTrue();
  }

  @Test
  void isNotMisledByOtherLayers() throws IOException {
    LayerWatch watch = watch();

    layer("of-another-image", "l/OTHER");
    layer("c2-init", CHAIN);
    layer("c2", "l/C2INIT:" + CHAIN);
    Files.createDirectories(dataRoot.resolve("overlay2/half-made"));

    assertThat(watch.hasFound()).isFalse();
  }

  @Test
  void tellsHowMuchHasBeenWritten() throws IOException {
    Files.write(diff.resolve("a"), new byte[1000]);
    Files.createDirectory(diff.resolve("b"));
    Files.write(diff.resolve("b/c"), new byte[3000]);
    Files.createSymbolicLink(diff.resolve("d"), Path.of("/nowhere"));
    Contents<Path> contents = LayerTree.contents(diff);
    LayerWatch watch = watch();
    Path copy = layer("new", CHAIN);

    assertThat(watch.done()).isZero();
    Files.write(copy.resolve("a"), new byte[400]);
    assertThat(watch.done()).isEqualTo(400);
    Files.write(copy.resolve("a"), new byte[1000]);
    Files.createDirectory(copy.resolve("b"));
    Files.write(copy.resolve("b/c"), new byte[3000]);
    long withoutLink = watch.done();
    Files.createSymbolicLink(copy.resolve("d"), Path.of("/nowhere"));

    assertThat(withoutLink).isBetween(1L, contents.total().work() - 1);
    assertThat(watch.done()).isEqualTo(contents.total().work());
    assertThat(contents.total().bytes()).isEqualTo(4000);
    assertThat(contents.total().files()).isEqualTo(4);
  }
}
