package dev.prebuild.snapshot.host;

import dev.prebuild.snapshot.retention.Holdings;
import java.util.OptionalLong;
import java.util.UUID;

/** The snapshots that a host holds. Calls fail as those of {@link PrebuildHost} do. */
public interface SnapshotStore {

  /** What is held now, and who uses it. */
  Holdings look();

  /**
   * Removes a snapshot under all its names; no error if there is none.
   *
   * @throws SnapshotInUseException while something is made from it
   */
  void remove(UUID snapshotId);

  /** What is free where snapshots lie, in bytes; empty if that cannot be known. */
  OptionalLong freeBytes();
}
