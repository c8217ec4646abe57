package dev.prebuild.snapshot.progress;

/**
 * How much a layer holds.
 *
 * @param bytes in regular files
 * @param files entries of any kind
 */
public record Footprint(long bytes, long files) {
  /** Nothing yet. */
  public static final Footprint EMPTY = new Footprint(0, 0);

  /**
   * Writing a small file costs what 40 KiB of a large one cost: measured on overlay2, 1 GB in one
   * file took 5 s, the same plus 20,000 small files 4 s more.
   */
  private static final long BYTES_PER_FILE = 40 * 1024;

  /** The work it takes to write all of it, in bytes of a large file. */
  long work() {
    return bytes + files * BYTES_PER_FILE;
  }
}
