package dev.prebuild.pool.autoscale.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A pool under a list of claims, from event to event. An instance is ready one refill time after it
 * was begun; letting go takes no time. A claim takes a ready instance, else the next one that
 * becomes ready, else one that is begun for it; what it takes is replaced as far as the policy
 * wants.
 */
public final class Replay {
  private final SizingPolicy policy;
  private final Duration refill;
  private final Iterator<Instant> claims;
  private final Instant end;

  private final Deque<Instant> becomingReady = new ArrayDeque<>();
  private final List<Duration> waits = new ArrayList<>();
  private int ready;
  private Duration idle = Duration.ZERO;
  private Instant now = Trace.START;

  private Replay(Trace trace, SizingPolicy policy, Duration refill) {
    this.policy = policy;
    this.refill = refill;
    this.claims = trace.claims().iterator();
    this.end = trace.end();
  }

  /** From an empty pool to the end of the trace. */
  public static Outcome of(Trace trace, SizingPolicy policy, Duration refill) {
    Replay replay = new Replay(trace, policy, refill);
    replay.run();
    return new Outcome(replay.waits.stream().sorted().toList(), replay.idle);
  }

  private void run() {
    Instant claim = claims.next();
    scale();
    Instant review = policy.review(now);
    while (true) {
      Instant next =
          earliest(claim, review, becomingReady.isEmpty() ? end : becomingReady.getFirst());
      if (!next.isBefore(end)) {
        passTo(end);
        return;
      }
      passTo(next);
      while (!becomingReady.isEmpty() && !becomingReady.getFirst().isAfter(now)) {
        becomingReady.removeFirst();
        ready++;
      }
      if (claim.equals(now)) {
        policy.claimed(now, serve());
        claim = claims.hasNext() ? claims.next() : end;
      } else if (review.isAfter(now)) {
        continue;
      }
      scale();
      review = policy.review(now);
    }
  }

  private static Instant earliest(Instant first, Instant second, Instant third) {
    Instant earlier = first.isBefore(second) ? first : second;
    return earlier.isBefore(third) ? earlier : third;
  }

  private void passTo(Instant later) {
    idle = idle.plus(Duration.between(now, later).multipliedBy(ready));
    now = later;
  }

  /** Whether the claim had to wait. */
  private boolean serve() {
    if (ready > 0) {
      ready--;
      waits.add(Duration.ZERO);
      return false;
    }
    Instant served = becomingReady.isEmpty() ? now.plus(refill) : becomingReady.removeFirst();
    waits.add(Duration.between(now, served));
    return true;
  }

  private void scale() {
    int size = policy.size(now);
    while (ready + becomingReady.size() < size) {
      becomingReady.addLast(now.plus(refill));
    }
    while (ready + becomingReady.size() > size) {
      if (ready > 0) {
        ready--;
      } else {
        becomingReady.removeLast();
      }
    }
  }
}
