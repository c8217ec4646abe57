package dev.prebuild.agent.engine;

import dev.prebuild.agent.files.FreeSpace;
import dev.prebuild.config.spec.SnapshotReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine with all that belongs to one runner on it: what the hosts share. */
public final class EngineRoom {
  private static final Logger LOG = LoggerFactory.getLogger(EngineRoom.class);

  private final Engine engine;
  private final UUID runnerId;
  private final Optional<String> repository;
  private final Images images;
  private final SnapshotImages snapshotImages;
  private final RegistryImages registryImages;
  private final Builds builds;
  private final Containers containers;
  private final Belongings belongings;
  private final Classifier classifier;
  private final Environments environments;
  private final ContainerLogs logs;
  private final Vigil vigil = new Vigil();
  private final Drafts drafts = new Drafts();

  /**
   * Without a registry.
   *
   * @param runtime folder on a tmpfs, for what must not reach a disk
   * @param state folder for what must survive a restart of the host
   */
  public EngineRoom(Engine engine, UUID runnerId, Path runtime, Path state) {
    this(engine, runnerId, runtime, state, Optional.empty());
  }

  /**
   * @param runtime folder on a tmpfs, for what must not reach a disk
   * @param state folder for what must survive a restart of the host
   * @param repository of a registry, through which snapshots get to other hosts
   */
  public EngineRoom(
      Engine engine, UUID runnerId, Path runtime, Path state, Optional<String> repository) {
    this.engine = engine;
    this.repository = repository;
    this.runnerId = runnerId;
    this.images = new Images(engine);
    this.snapshotImages = new SnapshotImages(engine, images);
    this.registryImages = new RegistryImages(images);
    this.containers = new Containers(engine, runnerId);
    this.builds = new Builds(engine, images, containers, runnerId);
    this.belongings =
        new Belongings(
            new PrivateFolders(runtime), new ReadyMarkers(runtime), new ClaimedClasses(state));
    this.classifier = new Classifier(runnerId, belongings.markers(), belongings.classes());
    this.logs = new ContainerLogs(engine);
    this.environments = new Environments(containers, belongings, classifier);
  }

  public Engine engine() {
    return engine;
  }

  public UUID runnerId() {
    return runnerId;
  }

  /** Claimed instances. */
  public Environments environments() {
    return environments;
  }

  /** What containers have printed. */
  ContainerLogs logs() {
    return logs;
  }

  /** The snapshots of this runner that the engine holds; empty while it cannot be asked. */
  public Optional<Set<UUID>> snapshots() {
    try {
      return Optional.of(images.snapshots(runnerId));
    } catch (EngineException e) {
      LOG.debug("the engine's snapshots cannot be listed", e);
      return Optional.empty();
    }
  }

  /** How much of this runner the engine holds; empty while it cannot be asked. */
  public Optional<Census> census() {
    try {
      return Optional.of(Census.of(containers.list(), classifier));
    } catch (EngineException e) {
      LOG.debug("the engine's containers cannot be listed", e);
      return Optional.empty();
    }
  }

  /** What is free where the engine keeps images, in bytes; empty if that cannot be known. */
  OptionalLong freeBytes() {
    return engine.readableDataRoot().stream().mapToLong(FreeSpace::bytes).findFirst();
  }

  /** Where those of them are that are in the registry; none while the engine cannot be asked. */
  public Map<UUID, SnapshotReference> published() {
    try {
      return repository.map(known -> registryImages.published(runnerId, known)).orElse(Map.of());
    } catch (EngineException e) {
      LOG.debug("the engine's snapshots cannot be listed", e);
      return Map.of();
    }
  }

  /** Through which snapshots get to other hosts; empty if no registry is set. */
  Optional<String> repository() {
    return repository;
  }

  /** Since when the engine is followed. */
  Vigil vigil() {
    return vigil;
  }

  /** Images that are about to be named. */
  Drafts drafts() {
    return drafts;
  }

  Images images() {
    return images;
  }

  SnapshotImages snapshotImages() {
    return snapshotImages;
  }

  RegistryImages registryImages() {
    return registryImages;
  }

  Builds builds() {
    return builds;
  }

  Containers containers() {
    return containers;
  }

  PrivateFolders folders() {
    return belongings.folders();
  }

  /** What lies on the host for each instance. */
  Belongings belongings() {
    return belongings;
  }

  Classifier classifier() {
    return classifier;
  }
}
