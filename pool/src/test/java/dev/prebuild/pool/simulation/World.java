package dev.prebuild.pool.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/** Virtual time, chance, and what has happened of late: all that a simulation's parts share. */
final class World implements InstantSource {
  private static final int REMEMBERED = 50;
  private static final String UUID =
      "[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f]{4})-[0-9a-f]{4}-[0-9a-f]{8}([0-9a-f]{4})";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final long seed;
  private final RandomGenerator random;
  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final Deque<Note> journal = new ArrayDeque<>();
  private long millis;
  private long ticks;
  private long scheduled;
  private int digest;

  /** What happens at the same time happens in an order that chance decides. */
  private record Event(long millis, int tie, long number, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(millis, other.millis);
      int byChance = byTime != 0 ? byTime : Integer.compare(tie, other.tie);
      return byChance != 0 ? byChance : Long.compare(number, other.number);
    }
  }

  private record Note(long millis, String what, List<Object> details) {
    @Override
    public String toString() {
      return "%10.3f  %s %s"
          .formatted(
              millis / 1e3,
              what,
              details.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
  }

  World(long seed) {
    this.seed = seed;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  // Time.

  @Override
  public Instant instant() {
    return START.plusMillis(millis);
  }

  /** A reading of the clock that observations are stamped with: never the same twice. */
  long tick() {
    return ++ticks;
  }

  void after(Duration delay, Runnable action) {
    queue.add(new Event(millis + delay.toMillis(), random.nextInt(), scheduled++, action));
  }

  void at(Instant time, Runnable action) {
    Duration delay = Duration.between(instant(), time);
    after(delay.isNegative() ? Duration.ZERO : delay, action);
  }

  /** The next event; false if nothing will ever happen again. */
  boolean step() {
    Event next = queue.poll();
    if (next == null) {
      return false;
    }
    millis = next.millis();
    next.action().run();
    return true;
  }

  void runFor(Duration time) {
    long end = millis + time.toMillis();
    while (!queue.isEmpty() && queue.element().millis() <= end) {
      step();
    }
    millis = end;
  }

  // Chance.

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** Mostly about as long as said, now and then far longer. */
  Duration about(long typicalMillis) {
    double factor = chance(0.02) ? random.nextDouble(2, 20) : random.nextDouble(0.5, 1.5);
    return Duration.ofMillis((long) (typicalMillis * factor));
  }

  RandomGenerator random() {
    return random;
  }

  // Memory.

  void note(String what, Object... details) {
    if (journal.size() == REMEMBERED) {
      journal.removeFirst();
    }
    journal.addLast(new Note(millis, what, List.of(details)));
    digest = 31 * digest + what.hashCode() + (int) millis;
  }

  /** The same for two runs of one seed, and hardly for anything else. */
  int digest() {
    return digest;
  }

  /** How a broken law is told. */
  AssertionError broken(String law) {
    return new AssertionError(
        "%s%nat %.3f s of -Dsimulation.seed=%d; what led to it:%n%s"
            .formatted(
                readable(law),
                millis / 1e3,
                seed,
                journal.stream()
                    .map(note -> readable(note.toString()))
                    .collect(Collectors.joining("\n"))));
  }

  /** Eight digits tell ids apart. */
  private static String readable(String text) {
    return text.replaceAll(UUID, "$1-$2")
        .replaceAll("environmentClass=EnvironmentClass.[^]]*], ", "");
  }
}
