package dev.prebuild.agent.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.prebuild.agent.engine.EngineException.Kind;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Images: finding, pulling, and what is known of one for as long as it lives. */
final class Images {
  private static final int MOST_REMEMBERED = 256;
  private static final int PULL_LIMIT_MINUTES = 30;
  private static final int LARGEST_PASSWD_BYTES = 1024 * 1024;

  private final Engine engine;
  private final Cache<UserOfImage, ContainerUser> users =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  private record UserOfImage(String imageId, String setting) {}

  Images(Engine engine) {
    this.engine = engine;
  }

  Optional<InspectImageResponse> find(String name) {
    try {
      return Optional.of(
          engine.call("looking at image " + name, client -> client.inspectImageCmd(name).exec()));
    } catch (EngineException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Pulls an image if it is not there.
   *
   * @param tell is told when a pull begins, and when it ends
   */
  InspectImageResponse obtain(String name, Consumer<String> tell) throws InterruptedException {
    Optional<InspectImageResponse> present = find(name);
    if (present.isPresent()) {
      return present.get();
    }
    tell.accept("pulling image " + name);
    pull(name);
    tell.accept("pulled image " + name);
    return find(name)
        .orElseThrow(
            () -> refused(name, "the engine has pulled it, but does not show it", Kind.NOT_FOUND));
  }

  private void pull(String name) throws InterruptedException {
    Optional<EngineOutput.Failure> failure;
    try {
      failure = engine.callPatiently("pulling image " + name, client -> pull(client, name));
    } catch (EngineException e) {
      if (e.kind() == Kind.UNREACHABLE) {
        throw e;
      }
      throw refused(name, String.valueOf(e.getMessage()), e.kind());
    }
    if (failure.isPresent()) {
      throw refused(name, failure.get().message(), Kind.REFUSED);
    }
  }

  private static Optional<EngineOutput.Failure> pull(DockerClient client, String name)
      throws InterruptedException, IOException {
    try (EngineOutput<PullResponseItem> output = new EngineOutput<>(_ -> {})) {
      client.pullImageCmd(withTag(name)).exec(output);
      return output.awaitCompletion(PULL_LIMIT_MINUTES, TimeUnit.MINUTES)
          ? output.failure()
          : Optional.of(
              new EngineOutput.Failure(
                  "timeout: not done within %d minutes".formatted(PULL_LIMIT_MINUTES),
                  OptionalInt.empty()));
    }
  }

  private static EngineException refused(String name, String said, Kind kind) {
    return new EngineException(kind, new PullFailure(name, said).message());
  }

  /** Asked for a name alone, the engine would pull every tag there is. */
  static String withTag(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return last.contains(":") || last.contains("@") ? name : name + ":latest";
  }

  /**
   * Whom containers of an image run as by themselves.
   *
   * @param containerId of a container made from it, to look a name up in
   */
  ContainerUser user(InspectImageResponse image, String containerId) {
    String setting =
        image.getConfig() == null
            ? ""
            : Objects.requireNonNullElse(image.getConfig().getUser(), "");
    return user(Objects.requireNonNull(image.getId()), setting, containerId);
  }

  /**
   * Whom a user setting names in an image.
   *
   * @param containerId of a container made from it, to look a name up in
   */
  ContainerUser user(String imageId, String setting, String containerId) {
    UserOfImage key = new UserOfImage(imageId, setting);
    ContainerUser known = users.getIfPresent(key);
    if (known != null) {
      return known;
    }
    ContainerUser user =
        ContainerUser.read(setting, () -> passwd(containerId))
            .orElseThrow(
                () ->
                    new EngineException(
                        Kind.REFUSED,
                        "containers of image %s are to run as user '%s', who is not in its /etc/passwd; name another one, or add it in the Dockerfile"
                            .formatted(imageId, setting),
                        new IllegalArgumentException(setting)));
    users.put(key, user);
    return user;
  }

  private String passwd(String containerId) {
    try {
      return engine.call(
          "reading /etc/passwd of container " + containerId,
          client ->
              firstFile(client.copyArchiveFromContainerCmd(containerId, "/etc/passwd").exec()));
    } catch (EngineException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return "";
      }
      throw e;
    }
  }

  private static String firstFile(InputStream archive) {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
      tar.getNextEntry();
      return new String(tar.readNBytes(LARGEST_PASSWD_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an image says of itself. */
  static ImageFacts facts(InspectImageResponse image) {
    ContainerConfig config = image.getConfig();
    Map<String, String> environment = new HashMap<>();
    String[] variables = config == null ? null : config.getEnv();
    for (String variable : variables == null ? new String[0] : variables) {
      String[] parts = variable.split("=", 2);
      environment.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    return new ImageFacts(
        Objects.requireNonNull(image.getId()),
        config == null ? "" : Objects.requireNonNullElse(config.getUser(), ""),
        environment,
        config == null || config.getLabels() == null
            ? Optional.empty()
            : Optional.ofNullable(config.getLabels().get(Naming.DEV_CONTAINER_METADATA)));
  }

  /** Digests of the contents of its layers, the lowest first. */
  static List<String> layers(InspectImageResponse image) {
    return image.getRootFS() == null
        ? List.of()
        : List.copyOf(Objects.requireNonNullElse(image.getRootFS().getLayers(), List.of()));
  }

  /** Removes a name, and the image with its last one; no error if there is none. */
  void remove(String nameOrId) {
    if (find(nameOrId).isPresent()) {
      engine.run("removing image " + nameOrId, client -> client.removeImageCmd(nameOrId).exec());
    }
  }

  /** The image that a container was made from. */
  InspectImageResponse ofContainer(String containerId) {
    String imageId =
        engine.call(
            "looking at container " + containerId,
            client -> client.inspectContainerCmd(containerId).exec().getImageId());
    return find(imageId).orElseThrow();
  }

  Optional<InspectImageResponse> findSnapshot(UUID snapshotId) {
    return find(Naming.snapshotImage(snapshotId));
  }

  /** The snapshots of a runner that are here, by their names. */
  Set<UUID> snapshots(UUID runnerId) {
    return listSnapshots(runnerId).stream()
        .flatMap(Images::snapshotIds)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Images of a runner with the label of a snapshot; without a name they are none yet. */
  List<Image> listSnapshots(UUID runnerId) {
    Map<String, String> labels =
        Map.of(Naming.OWNER, runnerId.toString(), Naming.ROLE, Naming.SNAPSHOT);
    return engine.call(
        "listing snapshots", client -> client.listImagesCmd().withLabelFilter(labels).exec());
  }

  /** The snapshots that an image is, by its names. */
  static Stream<UUID> snapshotIds(Image image) {
    String[] names = image.getRepoTags();
    return names == null
        ? Stream.empty()
        : Stream.of(names).map(Naming::snapshotId).flatMap(Optional::stream);
  }
}
