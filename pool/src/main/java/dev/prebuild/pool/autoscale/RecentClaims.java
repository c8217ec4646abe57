package dev.prebuild.pool.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** The last {@link #KEPT} claims to the millisecond, in the order of time; immutable. */
public final class RecentClaims {
  static final int KEPT = 512;
  static final RecentClaims NONE = new RecentClaims(new long[0]);

  /** Milliseconds from 1970, ascending. */
  private final long[] times;

  private RecentClaims(long[] times) {
    this.times = times;
  }

  /** With one more; a claim that is told late takes its place among the others. */
  RecentClaims plus(Instant when) {
    long time = when.toEpochMilli();
    if (isFull() && time < times[0]) {
      return this;
    }
    int place = placeOf(time);
    long[] more = new long[times.length + 1];
    System.arraycopy(times, 0, more, 0, place);
    more[place] = time;
    System.arraycopy(times, place, more, place + 1, times.length - place);
    return new RecentClaims(isFull() ? Arrays.copyOfRange(more, 1, more.length) : more);
  }

  /** How many of them were before that instant. */
  int before(Instant instant) {
    return placeOf(instant.toEpochMilli());
  }

  private int placeOf(long time) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  int size() {
    return times.length;
  }

  /** Milliseconds from 1970. */
  long time(int index) {
    return times[index];
  }

  boolean isFull() {
    return times.length == KEPT;
  }

  /** How many of them were at that instant or before. */
  int upTo(Instant instant) {
    return placeOf(instant.toEpochMilli() + 1);
  }

  /**
   * The claims up to an instant, each weighing less the older it is.
   *
   * @param memory after which a claim weighs 1/e
   */
  double fading(Instant now, Duration memory) {
    double sum = 0;
    for (int i = upTo(now) - 1; i >= 0; i--) {
      double ages = (now.toEpochMilli() - times[i]) / (double) memory.toMillis();
      if (ages > 8) {
        break;
      }
      sum += Math.exp(-ages);
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecentClaims that && Arrays.equals(times, that.times);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(times);
  }

  @Override
  public String toString() {
    return "the last %d claims".formatted(times.length);
  }
}
