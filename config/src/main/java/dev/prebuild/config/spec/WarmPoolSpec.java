package dev.prebuild.config.spec;

import java.util.Optional;
import java.util.UUID;

/**
 * A warm pool that this runner is to host.
 *
 * @param minSize least number of running instances; 0 to {@code maxSize}
 * @param maxSize most instances, running and stopped together; 1 to 20
 * @param snapshotId what instances are made from; empty before the first completed prebuild
 * @param snapshotReference where a host that does not hold the snapshot can pull it from; empty if
 *     it is in no registry
 * @param deleting whether the pool is to be drained
 * @param statusVersion of the status that the control plane holds; a report must carry a greater
 *     one
 */
public record WarmPoolSpec(
    UUID id,
    UUID projectId,
    EnvironmentClass environmentClass,
    int minSize,
    int maxSize,
    Optional<UUID> snapshotId,
    Optional<SnapshotReference> snapshotReference,
    boolean deleting,
    long statusVersion) {

  /** Most instances that the contract allows a pool. */
  public static final int LARGEST = 20;

  public WarmPoolSpec {
    if (minSize < 0 || minSize > maxSize || maxSize < 1 || maxSize > LARGEST) {
      throw new IllegalArgumentException(
          "sizes must satisfy 0 <= minSize <= maxSize and 1 <= maxSize <= %d, got minSize %d, maxSize %d"
              .formatted(LARGEST, minSize, maxSize));
    }
  }

  /** The same pool, to be drained. */
  public WarmPoolSpec drained() {
    return new WarmPoolSpec(
        id,
        projectId,
        environmentClass,
        minSize,
        maxSize,
        snapshotId,
        snapshotReference,
        true,
        statusVersion);
  }
}
