package dev.prebuild.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What has happened, in order, over all fakes. */
final class Journal {
  /** Long: it passes only when something hangs. */
  private static final long LIMIT_SECONDS = 30;

  private record Entry(UUID id, String what) {}

  private final List<Entry> entries = new ArrayList<>();

  synchronized void add(UUID id, String what) {
    entries.add(new Entry(id, what));
    notifyAll();
  }

  synchronized List<String> of(UUID id) {
    return entries.stream().filter(entry -> entry.id().equals(id)).map(Entry::what).toList();
  }

  /** The statuses that were told of it, with equal neighbours left out. */
  List<String> phases(UUID id) {
    List<String> phases = new ArrayList<>();
    for (String what : of(id)) {
      if (what.equals(what.toUpperCase(java.util.Locale.ROOT))
          && (phases.isEmpty() || !phases.getLast().equals(what))) {
        phases.add(what);
      }
    }
    return phases;
  }

  void await(UUID id, String what) throws InterruptedException {
    awaitThat(what + " of " + id, () -> of(id).contains(what));
  }

  /** The condition may only change along with an entry. */
  synchronized void awaitThat(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("not within the limit: " + what + "; so far " + entries);
      }
      wait(left);
    }
  }

  static void inTime(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("not within the limit");
    }
  }
}
