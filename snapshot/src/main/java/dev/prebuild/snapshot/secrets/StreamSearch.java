package dev.prebuild.snapshot.secrets;

import java.io.IOException;
import java.io.InputStream;

/**
 * Looks for needles in what is read, across the borders of its pieces. Takes a quarter of a MiB,
 * however much is read. For one thread.
 */
public final class StreamSearch {
  private static final int PIECE_BYTES = 256 * 1024;

  private final NeedleSearch needles;

  /** In front is the end of the piece before, as much as can belong to a needle. */
  private final byte[] buffer;

  public StreamSearch(NeedleSearch needles) {
    this.needles = needles;
    this.buffer = new byte[needles.longest() - 1 + PIECE_BYTES];
  }

  /**
   * Reads on to the end, or to the first needle.
   *
   * @return whether there is one
   * @throws InterruptedException within a piece of an interrupt
   */
  public boolean isIn(InputStream source) throws IOException, InterruptedException {
    int kept = 0;
    while (true) {
      int end = kept + source.readNBytes(buffer, kept, buffer.length - kept);
      if (needles.isIn(buffer, end)) {
        return true;
      }
      if (end < buffer.length) {
        return false;
      }
      pause();
      kept = needles.longest() - 1;
      System.arraycopy(buffer, end - kept, buffer, 0, kept);
    }
  }

  /** Else a large file would keep a processor from all other virtual threads. */
  @SuppressWarnings("ThreadPriorityCheck") // others are slower without it, and nothing else
  private static void pause() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("while looking for secrets");
    }
    Thread.yield();
  }
}
