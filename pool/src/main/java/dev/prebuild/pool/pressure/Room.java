package dev.prebuild.pool.pressure;

/**
 * How much of something is left.
 *
 * @param freeBytes 0 or more
 * @param totalBytes more than 0
 */
public record Room(long freeBytes, long totalBytes) {
  public Room {
    if (freeBytes < 0 || totalBytes <= 0) {
      throw new IllegalArgumentException(
          "%d free bytes of %d are no room".formatted(freeBytes, totalBytes));
    }
  }

  /** Of the whole; from 0 to 1, unless more is free than there is. */
  public double freeShare() {
    return (double) freeBytes / totalBytes;
  }
}
