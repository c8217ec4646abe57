package dev.prebuild.snapshot;

import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.PrebuildException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What goes wrong, and when: before a call has its effect, or after it. */
final class Faults {
  /** The calls that a loop makes. */
  enum Call {
    OBSERVE,
    FETCH,
    OBTAIN,
    LAUNCH,
    AWAIT_END,
    SEARCH,
    COMMIT,
    PROVE,
    NAME,
    PUBLISH,
    CONCLUDE,
    REMOVE_CONTAINER,
    REMOVE_SNAPSHOT,
    REMOVE_SOURCES
  }

  /** Where in a call it strikes. */
  enum Moment {
    BEFORE,
    AFTER
  }

  /** Goes wrong by throwing, or by not returning for a while. */
  interface Fault {
    void strike() throws InterruptedException;
  }

  /** The agent is gone at this point: nothing catches it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  static final Fault NONE = () -> {};

  static final Fault CRASH =
      () -> {
        throw new Crash();
      };

  static final Fault UNAVAILABLE =
      () -> {
        throw new HostUnavailableException("the engine is away");
      };

  static final Fault REFUSED =
      () -> {
        throw new PrebuildException("no such image");
      };

  static final Fault UNFORESEEN =
      () -> {
        throw new IllegalStateException("nobody thought of this");
      };

  private record Point(Call call, Moment moment) {}

  private final Map<Point, Deque<Fault>> plan = new HashMap<>();

  /** The next calls meet these, one each; those after them go well. */
  synchronized void plan(Call call, Moment moment, Fault... faults) {
    Deque<Fault> queue =
        plan.computeIfAbsent(new Point(call, moment), _ -> new ArrayDeque<Fault>());
    for (Fault fault : faults) {
      queue.add(fault);
    }
  }

  /** The next such call stays until it is interrupted or let go. */
  Gate hold(Call call, Moment moment) {
    Gate gate = new Gate(new CountDownLatch(1), new CountDownLatch(1));
    plan(call, moment, gate);
    return gate;
  }

  /** Holds a call. */
  record Gate(CountDownLatch reached, CountDownLatch open) implements Fault {
    @Override
    public void strike() throws InterruptedException {
      reached.countDown();
      open.await();
    }

    void awaitCaller() throws InterruptedException {
      Journal.inTime(reached);
    }

    void letGo() {
      open.countDown();
    }
  }

  void strike(Call call, Moment moment) throws InterruptedException {
    next(call, moment).strike();
  }

  /** For calls that no interrupt ends. */
  void strikeDeaf(Call call, Moment moment) {
    Fault fault = next(call, moment);
    boolean wasInterrupted = false;
    while (true) {
      try {
        fault.strike();
        break;
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Fault next(Call call, Moment moment) {
    Deque<Fault> queue = plan.getOrDefault(new Point(call, moment), new ArrayDeque<>());
    return queue.isEmpty() ? NONE : queue.removeFirst();
  }
}
