package dev.prebuild.pool.autoscale.replay;

import dev.prebuild.pool.autoscale.Autoscaler;
import dev.prebuild.pool.autoscale.ClaimHistory;
import dev.prebuild.pool.autoscale.Demand;
import dev.prebuild.pool.autoscale.Outlook;
import dev.prebuild.pool.autoscale.Schedule;
import dev.prebuild.pool.autoscale.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/** The policies that are compared. */
public final class Policies {
  private Policies() {}

  /** The same size at all times. */
  public static SizingPolicy fixed(int size) {
    return now -> size;
  }

  /** As many as were claimed within the last while, and some more. */
  public static SizingPolicy inUsePlus(int buffer, Duration use) {
    return new InUsePlus(buffer, use);
  }

  /** Begins each instance so that it is ready when its claim comes. */
  public static SizingPolicy clairvoyant(Trace trace, Duration refill) {
    return new Clairvoyant(trace, refill);
  }

  /** Ours, beginning without any history. */
  public static SizingPolicy autoscaler(Duration refill, int maxSize) {
    return new Autoscaled(refill, maxSize);
  }

  private static final class InUsePlus implements SizingPolicy {
    private final int buffer;
    private final Duration use;
    private final Deque<Instant> ends = new ArrayDeque<>();

    InUsePlus(int buffer, Duration use) {
      this.buffer = buffer;
      this.use = use;
    }

    @Override
    public int size(Instant now) {
      while (!ends.isEmpty() && !ends.getFirst().isAfter(now)) {
        ends.removeFirst();
      }
      return ends.size() + buffer;
    }

    @Override
    public Instant review(Instant now) {
      return ends.isEmpty() ? Instant.MAX : ends.getFirst();
    }

    @Override
    public void claimed(Instant when, boolean waited) {
      ends.addLast(when.plus(use));
    }
  }

  private static final class Clairvoyant implements SizingPolicy {
    private final Duration refill;
    private final Iterator<Instant> claims;
    private final Deque<Instant> begun = new ArrayDeque<>();
    private Instant next;

    Clairvoyant(Trace trace, Duration refill) {
      this.refill = refill;
      this.claims = trace.claims().iterator();
      this.next = claims.next();
    }

    @Override
    public int size(Instant now) {
      while (!next.minus(refill).isAfter(now)) {
        begun.addLast(next);
        next = claims.hasNext() ? claims.next() : Instant.MAX;
      }
      return begun.size();
    }

    @Override
    public Instant review(Instant now) {
      return next.minus(refill);
    }

    @Override
    public void claimed(Instant when, boolean waited) {
      begun.removeFirst();
    }
  }

  private static final class Autoscaled implements SizingPolicy {
    private final Duration refill;
    private final int maxSize;
    private ClaimHistory history = ClaimHistory.startingAt(Trace.START);
    private Optional<Outlook> outlook = Optional.empty();
    private Optional<Target> target = Optional.empty();

    Autoscaled(Duration refill, int maxSize) {
      this.refill = refill;
      this.maxSize = maxSize;
    }

    @Override
    public int size(Instant now) {
      Demand demand = new Demand(history, refill, Schedule.NONE, 0, maxSize);
      Outlook current =
          outlook.filter(last -> last.holds(demand, now)).orElseGet(() -> Outlook.at(demand, now));
      Target next = Autoscaler.target(demand, current, target, now);
      outlook = Optional.of(current);
      target = Optional.of(next);
      return next.size();
    }

    @Override
    public Instant review(Instant now) {
      return target.orElseThrow().until();
    }

    @Override
    public void claimed(Instant when, boolean waited) {
      history = history.claimed(when, waited);
    }
  }
}
