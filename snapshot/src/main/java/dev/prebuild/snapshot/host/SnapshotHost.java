package dev.prebuild.snapshot.host;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.progress.Footprint;
import dev.prebuild.snapshot.secrets.Needles;
import dev.prebuild.snapshot.secrets.SearchReport;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * What making a snapshot needs of the host: a prebuild's container whose steps are over becomes an
 * image, which is proven before it gets the name by which all others know it. Calls fail as those
 * of {@link PrebuildHost} do.
 */
public interface SnapshotHost {

  /** What the snapshot will add to its base; the bytes alone where files cannot be counted. */
  Footprint footprint(UUID prebuildId) throws InterruptedException;

  /** What is free where snapshots are written, in bytes; empty if that cannot be known. */
  OptionalLong freeBytes();

  /**
   * Searches what the snapshot will add for secrets.
   *
   * @param mostBytes that are searched; the rest is told in the report
   */
  SearchReport search(UUID prebuildId, Needles needles, long mostBytes) throws InterruptedException;

  /**
   * Makes an image, without a name yet.
   *
   * @param entry what is said of the prebuild; ends in the image's labels
   * @param progress told each new percentage, 0 to 99, twice a second or more often
   * @return the image's id
   */
  String commit(PrebuildSpec spec, Ledger.Entry entry, IntConsumer progress)
      throws InterruptedException;

  /**
   * Starts a container from the image and waits until it is ready.
   *
   * @throws PrebuildException if it does not get so far; the message says why
   */
  void prove(PrebuildSpec spec, String image) throws InterruptedException;

  /** Gives an image the name of the snapshot: from here on it is there. */
  SnapshotSize name(UUID prebuildId, String image);

  /** Whether snapshots go to a registry for other hosts. */
  boolean isPublishing();

  /**
   * Pushes a snapshot to the registry, so that other hosts can pull it. That this cannot be done
   * now is no failure: it is tried again in the background until it is done or the snapshot is
   * gone. So it is after an interrupt.
   *
   * @param progress told each new percentage, 0 to 99, twice a second or more often
   */
  void publish(UUID snapshotId, IntConsumer progress) throws InterruptedException;

  /** Removes an image that has no name; one that cannot be removed now is found again later. */
  void discard(String image);

  /**
   * Removes the snapshot; no error if there is none.
   *
   * @throws SnapshotInUseException while something is made from it
   * @throws HostUnavailableException while a commit that was interrupted is still making it
   */
  void removeSnapshot(UUID prebuildId);
}
