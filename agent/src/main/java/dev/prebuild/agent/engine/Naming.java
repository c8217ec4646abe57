package dev.prebuild.agent.engine;

import java.util.Optional;
import java.util.UUID;

/**
 * Names and labels by which the agent knows its own. Labels say what never changes; the name says
 * whether an instance is still in its pool.
 */
final class Naming {
  /** The runner that made it. Whatever has another one, or none, is left alone. */
  static final String OWNER = "dev.prebuild.owner";

  /**
   * What it is: a {@link #PREBUILD}, {@link #PROOF}, {@link #INSTANCE}, {@link #SNAPSHOT} or {@link
   * #DEV_CONTAINER}. Every container, commit and build sets it, since containers inherit the labels
   * of their image and images those of their container.
   */
  static final String ROLE = "dev.prebuild.role";

  static final String PREBUILD = "prebuild";
  static final String INSTANCE = "instance";
  static final String SNAPSHOT = "snapshot";
  static final String PROOF = "proof";

  /** An image that was built for a prebuild, or what was made on the way to one. */
  static final String DEV_CONTAINER = "dev-container";

  static final String POOL_ID = "dev.prebuild.pool";
  static final String INSTANCE_ID = "dev.prebuild.instance";
  static final String PROJECT_ID = "dev.prebuild.project";
  static final String CLASS_ID = "dev.prebuild.class";
  static final String SNAPSHOT_ID = "dev.prebuild.snapshot";

  /** Of an instance: whether it is ready as soon as it runs, or has to be seen {@link #AWAITED}. */
  static final String READINESS = "dev.prebuild.readiness";

  static final String AWAITED = "awaited";
  static final String RUNS = "runs";

  /** The commit of the repository that a snapshot was made from. */
  static final String COMMIT = "dev.prebuild.commit";

  /** By the dev container specification: what tools need to know of an image. */
  static final String DEV_CONTAINER_METADATA = "devcontainer.metadata";

  private static final String PREBUILD_PREFIX = "prebuild-";
  private static final String PROOF_PREFIX = "proof-";
  private static final String WARM_PREFIX = "warm-";
  private static final String ENVIRONMENT_PREFIX = "env-";
  private static final String SNAPSHOT_REPOSITORY = "prebuild-snapshot";
  private static final String DEV_CONTAINER_REPOSITORY = "prebuild-devcontainer";
  private static final String BASE_SUFFIX = "-base";
  private static final String CONTENT_SUFFIX = "-content";

  private Naming() {}

  static String prebuild(UUID prebuildId) {
    return PREBUILD_PREFIX + prebuildId;
  }

  /** Proves the snapshot of a prebuild. */
  static String proof(UUID prebuildId) {
    return PROOF_PREFIX + prebuildId;
  }

  static String warm(UUID poolId, UUID instanceId) {
    return WARM_PREFIX + poolId + "-" + instanceId;
  }

  static String environment(UUID environmentId) {
    return ENVIRONMENT_PREFIX + environmentId;
  }

  static boolean isWarm(String name) {
    return name.startsWith(WARM_PREFIX);
  }

  /** The environment that a container of this name belongs to. */
  static Optional<UUID> environmentId(String name) {
    return name.startsWith(ENVIRONMENT_PREFIX)
        ? uuid(name.substring(ENVIRONMENT_PREFIX.length()))
        : Optional.empty();
  }

  /** The prebuild that a container of this name runs. */
  static Optional<UUID> prebuildId(String name) {
    return name.startsWith(PREBUILD_PREFIX)
        ? uuid(name.substring(PREBUILD_PREFIX.length()))
        : Optional.empty();
  }

  /** The prebuild whose snapshot a container of this name proves. */
  static Optional<UUID> proofId(String name) {
    return name.startsWith(PROOF_PREFIX)
        ? uuid(name.substring(PROOF_PREFIX.length()))
        : Optional.empty();
  }

  static String snapshotRepository() {
    return SNAPSHOT_REPOSITORY;
  }

  static String snapshotImage(UUID snapshotId) {
    return SNAPSHOT_REPOSITORY + ":" + snapshotId;
  }

  /** The snapshot that an image of this name is. */
  static Optional<UUID> snapshotId(String image) {
    return image.startsWith(SNAPSHOT_REPOSITORY + ":")
        ? uuid(image.substring(SNAPSHOT_REPOSITORY.length() + 1))
        : Optional.empty();
  }

  /** The image that was built for a prebuild. */
  static String devContainerImage(UUID prebuildId) {
    return DEV_CONTAINER_REPOSITORY + ":" + prebuildId;
  }

  /** What features are added to. */
  static String devContainerBase(UUID prebuildId) {
    return devContainerImage(prebuildId) + BASE_SUFFIX;
  }

  /** What carries the features' files into the build. */
  static String devContainerContent(UUID prebuildId) {
    return devContainerImage(prebuildId) + CONTENT_SUFFIX;
  }

  /** The prebuild that an image of this name was built for. */
  static Optional<UUID> devContainerId(String image) {
    return image.startsWith(DEV_CONTAINER_REPOSITORY + ":")
        ? uuid(
            image
                .substring(DEV_CONTAINER_REPOSITORY.length() + 1)
                .replace(BASE_SUFFIX, "")
                .replace(CONTENT_SUFFIX, ""))
        : Optional.empty();
  }

  static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
