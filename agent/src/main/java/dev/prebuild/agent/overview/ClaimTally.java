package dev.prebuild.agent.overview;

import dev.prebuild.agent.overview.Overview.ClaimMinute;
import dev.prebuild.pool.claim.ClaimResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;

/** The claims of the last hour, counted by minute. What happened before is a metric's to tell. */
public final class ClaimTally {
  private static final Duration SPAN = Duration.ofHours(1);

  private final InstantSource clock;
  private final Deque<Minute> minutes = new ArrayDeque<>();

  public ClaimTally(InstantSource clock) {
    this.clock = clock;
  }

  /** A claim has been answered. */
  public synchronized void claimed(ClaimResult result, Duration elapsed) {
    forgetOldest();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    if (minutes.isEmpty() || minutes.getLast().at.isBefore(now)) {
      minutes.add(new Minute(now));
    }
    minutes.getLast().add(result, elapsed);
  }

  private void forgetOldest() {
    Instant first = clock.instant().minus(SPAN);
    while (!minutes.isEmpty() && minutes.getFirst().at.isBefore(first)) {
      minutes.removeFirst();
    }
  }

  /** The oldest first. */
  synchronized List<ClaimMinute> minutes() {
    forgetOldest();
    return minutes.stream().map(Minute::figures).toList();
  }

  private static final class Minute {
    /** Of more claims in one minute the first stand for all. */
    private static final int MOST_TIMES = 1_000;

    private final Instant at;
    private final double[] millis = new double[MOST_TIMES];
    private int times;
    private int running;
    private int stopped;
    private int cold;
    private int repeated;
    private int refused;
    private int misses;

    Minute(Instant at) {
      this.at = at;
    }

    void add(ClaimResult result, Duration elapsed) {
      switch (result) {
        case ClaimResult.Claimed claimed -> {
          switch (claimed.source()) {
            case RUNNING -> running++;
            case STOPPED -> stopped++;
            case COLD -> cold++;
          }
          misses += claimed.miss().isPresent() ? 1 : 0;
          if (times < MOST_TIMES) {
            millis[times++] = elapsed.toNanos() / 1e6;
          }
        }
        case ClaimResult.Repeated _ -> repeated++;
        case ClaimResult.Refused _ -> refused++;
      }
    }

    ClaimMinute figures() {
      double[] sorted = Arrays.copyOf(millis, times);
      Arrays.sort(sorted);
      return new ClaimMinute(
          at,
          running,
          stopped,
          cold,
          repeated,
          refused,
          misses,
          quantile(sorted, 0.5),
          quantile(sorted, 0.99));
    }

    /** By the nearest rank. */
    private static OptionalDouble quantile(double[] sorted, double share) {
      return sorted.length == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(sorted[(int) Math.ceil(share * sorted.length) - 1]);
    }
  }
}
