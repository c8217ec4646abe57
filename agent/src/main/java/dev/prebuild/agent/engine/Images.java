package dev.prebuild.agent.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
      if (e.kind() == EngineException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Pulls an image if it is not there. */
  InspectImageResponse obtain(String name) throws InterruptedException {
    Optional<InspectImageResponse> present = find(name);
    if (present.isEmpty()) {
      pull(name);
    }
    return present.or(() -> find(name)).orElseThrow();
  }

  private void pull(String name) throws InterruptedException {
    String what = "pulling image " + name;
    boolean isDone =
        engine.callPatiently(
            what,
            client -> {
              try (ResultCallback.Adapter<PullResponseItem> pull =
                  client.pullImageCmd(withTag(name)).start()) {
                return pull.awaitCompletion(PULL_LIMIT_MINUTES, TimeUnit.MINUTES);
              }
            });
    if (!isDone) {
      throw new EngineException(
          EngineException.Kind.REFUSED,
          "%s: not done within %d minutes".formatted(what, PULL_LIMIT_MINUTES),
          new TimeoutException());
    }
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
                        EngineException.Kind.REFUSED,
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
      if (e.kind() == EngineException.Kind.NOT_FOUND) {
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
    Map<String, String> labels =
        Map.of(Naming.OWNER, runnerId.toString(), Naming.ROLE, Naming.SNAPSHOT);
    return engine
        .call("listing snapshots", client -> client.listImagesCmd().withLabelFilter(labels).exec())
        .stream()
        .flatMap(
            image -> image.getRepoTags() == null ? Stream.empty() : Stream.of(image.getRepoTags()))
        .map(Naming::snapshotId)
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }
}
