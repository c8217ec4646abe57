package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.EngineException.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The builds of a runner: which are under way, and what they leave. The engine keeps all that was
 * made on the way, for nobody.
 */
final class Builds {
  private static final Logger LOG = LoggerFactory.getLogger(Builds.class);

  private final Engine engine;
  private final Images images;
  private final Containers containers;
  private final Map<String, String> labels;

  /** Read by whoever builds, written by whoever clears away: a build's layers have no user yet. */
  private final ReentrantReadWriteLock underWay = new ReentrantReadWriteLock();

  private final Set<UUID> begun = ConcurrentHashMap.newKeySet();

  Builds(Engine engine, Images images, Containers containers, UUID runnerId) {
    this.engine = engine;
    this.images = images;
    this.containers = containers;
    this.labels = Map.of(Naming.OWNER, runnerId.toString(), Naming.ROLE, Naming.DEV_CONTAINER);
  }

  /** Builds. */
  interface Work<T> {
    T run() throws InterruptedException;
  }

  /**
   * Builds for a prebuild; then clears away what is of no use any more. A name that an earlier try
   * has given is taken away first, so that its image is not taken for the new one.
   */
  <T> T run(UUID prebuildId, Work<T> work) throws InterruptedException {
    begun.add(prebuildId);
    underWay.readLock().lockInterruptibly();
    try {
      removeNames(prebuildId);
      return work.run();
    } finally {
      underWay.readLock().unlock();
      clearAway(prebuildId);
    }
  }

  /** What fails here fails beside the build, and is made up for when the prebuild is removed. */
  private void clearAway(UUID prebuildId) {
    try {
      removeNamesOnTheWay(prebuildId);
    } catch (EngineException e) {
      LOG.warn("names that a build has given on its way cannot be taken away now", e);
    }
    removeLeftovers();
  }

  /**
   * Returns when the engine has ended a build that nobody listens to any more.
   *
   * @param container of its last instruction
   */
  void awaitEnd(Optional<String> container) throws InterruptedException {
    try {
      if (container.isPresent()) {
        containers.awaitRemoval(container.get());
      }
    } catch (EngineException e) {
      LOG.warn("whether the engine has ended a build cannot be asked now", e);
    }
  }

  /** Of whatever a build has made. */
  Map<String, String> labels() {
    return labels;
  }

  /** For the beginning of a build. What one project builds is no base for another. */
  Map<String, String> labels(UUID projectId) {
    Map<String, String> all = new HashMap<>(labels);
    all.put(Naming.PROJECT_ID, projectId.toString());
    return all;
  }

  /**
   * Removes images without a name that nothing is made from: those of builds that did not come to
   * their end, and stages that others have copied from. While something is being built nothing is
   * done: the last build to end sees to it, or the next look at the engine.
   */
  void removeLeftovers() {
    if (!underWay.writeLock().tryLock()) {
      return;
    }
    try {
      unnamed().forEach(this::removeQuietly);
    } catch (EngineException e) {
      LOG.warn("what builds have left cannot be cleared away now; it is tried again", e);
    } finally {
      underWay.writeLock().unlock();
    }
  }

  private List<String> unnamed() {
    return engine
        .call(
            "listing what builds have left",
            client ->
                client.listImagesCmd().withDanglingFilter(true).withLabelFilter(labels).exec())
        .stream()
        .map(image -> Optional.ofNullable(image.getId()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** What is in use by then stays. */
  private void removeQuietly(String nameOrId) {
    try {
      images.remove(nameOrId);
    } catch (EngineException e) {
      if (e.kind() != Kind.CONFLICT && e.kind() != Kind.NOT_FOUND) {
        throw e;
      }
    }
  }

  /**
   * Takes the names away that a prebuild's build has given; no error if there are none. What
   * somebody has started by hand keeps its image, and the image its name.
   */
  void removeNames(UUID prebuildId) {
    removeQuietly(Naming.devContainerImage(prebuildId));
    removeNamesOnTheWay(prebuildId);
  }

  private void removeNamesOnTheWay(UUID prebuildId) {
    removeQuietly(Naming.devContainerBase(prebuildId));
    removeQuietly(Naming.devContainerContent(prebuildId));
  }

  /**
   * Takes the names away that an earlier run has given.
   *
   * @param inUse prebuilds that have a container
   */
  void removeForgottenNames(Set<UUID> inUse) {
    engine
        .call(
            "listing dev containers",
            client -> client.listImagesCmd().withLabelFilter(labels).exec())
        .stream()
        .flatMap(
            image -> image.getRepoTags() == null ? Stream.empty() : Stream.of(image.getRepoTags()))
        .map(Naming::devContainerId)
        .flatMap(Optional::stream)
        .distinct()
        .filter(id -> !inUse.contains(id) && !begun.contains(id))
        .forEach(this::removeNames);
  }
}
