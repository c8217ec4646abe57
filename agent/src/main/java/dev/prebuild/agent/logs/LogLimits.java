package dev.prebuild.agent.logs;

/**
 * What is kept of one log, in segments: the first ones and the last ones.
 *
 * @param segmentBytes records of a segment, before compression; a segment may exceed it by one
 *     write
 * @param head segments kept from the beginning; at least 1
 * @param tail full segments kept from the end, apart from the one that is written to; at least 1
 */
public record LogLimits(int segmentBytes, int head, int tail) {
  private static final int SEGMENT_BYTES = 1 << 20;

  public LogLimits {
    if (segmentBytes < 1 || head < 1 || tail < 1) {
      throw new IllegalArgumentException("limits of a log must be positive");
    }
  }

  /**
   * Segments of 1 MiB.
   *
   * @param headBytes of records kept from the beginning, rounded up to segments
   * @param tailBytes of records kept from the end, likewise
   */
  public static LogLimits ofBytes(long headBytes, long tailBytes) {
    return new LogLimits(SEGMENT_BYTES, segments(headBytes), segments(tailBytes));
  }

  private static int segments(long bytes) {
    return Math.toIntExact(Math.max(1, Math.ceilDiv(bytes, (long) SEGMENT_BYTES)));
  }

  /** Segments of a log at most, with the one that is written to. */
  int most() {
    return head + tail + 1;
  }
}
