package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.CommitCmd;
import com.github.dockerjava.api.command.CreateContainerCmd;
import dev.prebuild.agent.testkit.TestEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Images of known sizes, made without running anything. */
record MadeImages(TestEngine engine) {
  private static final Pattern LAYERS_SIZE = Pattern.compile("\"LayersSize\":(\\d+)");

  /**
   * An image without a name, that adds one file to another one.
   *
   * @return its id
   */
  String add(String image, String file, int bytes, Map<String, String> labels) throws IOException {
    CreateContainerCmd create = engine.client().createContainerCmd(image).withCmd("true");
    String container = create.exec().getId();
    try {
      engine
          .client()
          .copyArchiveToContainerCmd(container)
          .withTarInputStream(new ByteArrayInputStream(archive(file, bytes)))
          .withRemotePath("/")
          .exec();
      CommitCmd commit = engine.client().commitCmd(container).withLabels(labels);
      return commit.exec();
    } finally {
      engine.remove(container);
    }
  }

  private static byte[] archive(String file, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new SplittableRandom(file.hashCode()).nextBytes(content);
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(archive)) {
      TarArchiveEntry entry = new TarArchiveEntry(file);
      entry.setSize(bytes);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return archive.toByteArray();
  }

  /** A snapshot of a runner, under its name. */
  UUID snapshot(UUID runnerId, String image, UUID projectId, int bytes) throws IOException {
    UUID id = UUID.randomUUID();
    String made =
        add(
            image,
            id.toString(),
            bytes,
            Map.of(
                Naming.OWNER, runnerId.toString(),
                Naming.ROLE, Naming.SNAPSHOT,
                Naming.SNAPSHOT_ID, id.toString(),
                Naming.PROJECT_ID, projectId.toString(),
                Naming.CLASS_ID, new UUID(2, 2).toString()));
    name(made, Naming.snapshotRepository(), id.toString());
    return id;
  }

  void name(String image, String repository, String tag) {
    engine.client().tagImageCmd(image, repository, tag).exec();
  }

  void remove(String image) {
    engine.client().removeImageCmd(image).withForce(true).exec();
  }

  /** What all layers of the engine take, each counted once, as the engine itself says. */
  long layersSize() {
    try {
      Matcher size = LAYERS_SIZE.matcher(engine.get("/system/df"));
      if (!size.find()) {
        throw new AssertionError("the engine does not say what its layers take");
      }
      return Long.parseLong(size.group(1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
