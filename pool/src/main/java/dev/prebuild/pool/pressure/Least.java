package dev.prebuild.pool.pressure;

/**
 * The least that is to be free, as a share of the whole and as a number of bytes: the greater of
 * the two counts.
 *
 * @param share 0 to 1
 * @param bytes 0 or more
 */
record Least(double share, long bytes) {

  static Least share(double share) {
    return new Least(share, 0);
  }

  boolean isMissing(Room room) {
    return room.freeBytes() < of(room.totalBytes());
  }

  private double of(long totalBytes) {
    return Math.max(share * totalBytes, (double) bytes);
  }

  /** The one of the two that counts. */
  String inWords(Room room) {
    return bytes > share * room.totalBytes()
        ? Words.bytes(bytes)
        : Words.number(share * 100) + " %";
  }
}
