package dev.prebuild.snapshot;

import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.RoomMaker;
import dev.prebuild.snapshot.progress.Footprint;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The disk that snapshots are written to. What one is going to take is reserved before it is begun,
 * so that several at a time do not fill up the disk together.
 */
final class DiskSpace {
  /** A file takes whole blocks, and its entry in a folder. */
  private static final long BYTES_PER_FILE = 4 * 1024;

  /** What file systems need beside the content, in percent of it: trees, journals, bitmaps. */
  private static final long PERCENT = 110;

  private final Supplier<OptionalLong> freeBytes;
  private final long leastFree;
  private final RoomMaker roomMaker;
  private final Map<UUID, Long> reserved = new HashMap<>();

  /**
   * @param freeBytes of the disk, if that can be known
   * @param leastFree what is to stay free, in bytes
   * @param roomMaker is asked for room before a snapshot is given up
   */
  DiskSpace(Supplier<OptionalLong> freeBytes, long leastFree, RoomMaker roomMaker) {
    this.freeBytes = freeBytes;
    this.leastFree = leastFree;
    this.roomMaker = roomMaker;
  }

  /** Space that is spoken for until this is closed. */
  interface Reservation extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Speaks for what a snapshot takes.
   *
   * @throws PrebuildException if there is not so much
   */
  synchronized Reservation reserve(UUID prebuildId, Footprint content) {
    long needed = needed(content);
    long missing = missing(needed);
    if (missing > 0) {
      roomMaker.makeRoom(missing);
      missing = missing(needed);
    }
    if (missing > 0) {
      throw new PrebuildException(
          "the disk has no room for the snapshot: it takes %d MiB, and %d MiB are missing, with %d MiB for other snapshots under way and %d MiB that stay free (disk.minimumFree) counted in; free some, or keep fewer snapshots (snapshots.keep)"
              .formatted(inMib(needed), inMib(missing), inMib(reservedBytes()), inMib(leastFree)));
    }
    reserved.put(prebuildId, needed);
    return () -> release(prebuildId);
  }

  /** What a snapshot is expected to take of a disk, in bytes. */
  static long needed(Footprint content) {
    return (content.bytes() + content.files() * BYTES_PER_FILE) / 100 * PERCENT;
  }

  private long missing(long needed) {
    OptionalLong free = freeBytes.get();
    return free.isEmpty() ? 0 : needed + reservedBytes() + leastFree - free.getAsLong();
  }

  private long reservedBytes() {
    return reserved.values().stream().mapToLong(Long::longValue).sum();
  }

  private synchronized void release(UUID prebuildId) {
    reserved.remove(prebuildId);
  }

  private static long inMib(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
