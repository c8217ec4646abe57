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
   * Writing an entry costs what 64 KiB of a large file cost: fitted to commits of one large file,
   * of 100,000 small ones and of a tree of both, on overlay2.
   */
  private static final long BYTES_PER_FILE = 64 * 1024;

  /** The work it takes to write all of it, in bytes of a large file. */
  public long work() {
    return bytes + files * BYTES_PER_FILE;
  }

  static long work(long bytesOfOneFile) {
    return new Footprint(bytesOfOneFile, 1).work();
  }
}
