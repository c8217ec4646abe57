package dev.prebuild.agent.testkit;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** An image on the engine, looked at and into behind the agent's back. */
public record SeenImage(TestEngine engine, String name) {
  private static final int BLOCK = 1 << 16;

  /** What a prebuild has left. */
  public static SeenImage snapshot(TestEngine engine, UUID prebuildId) {
    return new SeenImage(engine, "prebuild-snapshot:" + prebuildId);
  }

  /** Another image, which differs in its labels alone; goes with all that the runner has made. */
  public SeenImage labelled(String otherName, UUID runnerId, Map<String, String> labels) {
    String container =
        engine.client().createContainerCmd(name).withLabels(labels).withCmd("true").exec().getId();
    try {
      engine
          .client()
          .commitCmd(container)
          .withRepository(otherName)
          .withTag("latest")
          .withLabels(Map.of(TestEngine.OWNER, runnerId.toString()))
          .exec();
    } finally {
      engine.remove(container);
    }
    return new SeenImage(engine, otherName + ":latest");
  }

  /** What a shell in a container of it prints, with the image's own user, folder and variables. */
  public String run(String script) throws InterruptedException {
    String container = create("/bin/sh", "-c", script);
    try {
      engine.client().startContainerCmd(container).exec();
      engine
          .client()
          .waitContainerCmd(container)
          .start()
          .awaitStatusCode(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
      return engine.log(container);
    } finally {
      engine.remove(container);
    }
  }

  private String create(String... command) {
    CreateContainerCmd create = engine.client().createContainerCmd(name);
    return create.withEntrypoint(command).withCmd().exec().getId();
  }

  /** Whether a text is in any of its files, in a name of one, or in what it says of itself. */
  public boolean holds(String text) throws IOException {
    String container = create("true");
    try (InputStream archive = engine.client().copyArchiveFromContainerCmd(container, "/").exec()) {
      return engine.get("/images/%s/json".formatted(name)).contains(text)
          || engine.get("/images/%s/history".formatted(name)).contains(text)
          || isIn(archive, text);
    } finally {
      engine.remove(container);
    }
  }

  /** The end of a block is looked at again with the next one, since the text may lie across. */
  private static boolean isIn(InputStream archive, String text) throws IOException {
    String seen = "";
    byte[] block = archive.readNBytes(BLOCK);
    while (block.length > 0) {
      seen += new String(block, StandardCharsets.ISO_8859_1);
      if (seen.contains(text)) {
        return true;
      }
      seen = seen.substring(Math.max(0, seen.length() - text.length()));
      block = archive.readNBytes(BLOCK);
    }
    return false;
  }

  public Map<String, String> labels() {
    return Map.copyOf(Objects.requireNonNullElse(config().getLabels(), Map.of()));
  }

  /** Whom its containers run as. */
  public String user() {
    return Objects.requireNonNullElse(config().getUser(), "");
  }

  private ContainerConfig config() {
    InspectImageResponse image = engine.client().inspectImageCmd(name).exec();
    return Objects.requireNonNull(image.getConfig());
  }
}
