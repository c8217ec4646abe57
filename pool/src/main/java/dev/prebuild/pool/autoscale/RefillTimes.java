package dev.prebuild.pool.autoscale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long it takes from a claim to the next ready instance, as measured; immutable and bounded.
 *
 * @param last the last {@link #KEPT} at most, the oldest first
 */
public record RefillTimes(List<Duration> last) {
  static final int KEPT = 32;

  /** Nothing was measured. */
  public static final RefillTimes NONE = new RefillTimes(List.of());

  /** What is taken for granted until something was measured. */
  static final Duration ASSUMED = Duration.ofSeconds(30);

  private static final double QUANTILE = 0.9;

  public RefillTimes {
    last = List.copyOf(last);
    if (last.size() > KEPT || last.stream().anyMatch(Duration::isNegative)) {
      throw new IllegalArgumentException(
          "refill times must be %d at most, and none negative: %s".formatted(KEPT, last));
    }
  }

  /**
   * One more was measured.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public RefillTimes took(Duration time) {
    List<Duration> more = new ArrayList<>(last);
    more.add(time);
    return new RefillTimes(more.subList(Math.max(0, more.size() - KEPT), more.size()));
  }

  /** What nine of ten do not exceed; half a minute until one was measured. */
  public Duration typical() {
    if (last.isEmpty()) {
      return ASSUMED;
    }
    int rank = (int) Math.ceil(QUANTILE * last.size());
    return last.stream().sorted().toList().get(rank - 1);
  }
}
