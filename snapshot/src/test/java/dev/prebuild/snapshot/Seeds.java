package dev.prebuild.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Random situations, each from a number that makes it again: a failure names it, and {@code
 * -Dproperty.seed=N} replays that one alone.
 */
public final class Seeds {
  private static final String ONLY = "property.seed";

  private Seeds() {}

  /** Checks a property in that many situations. */
  public static void each(int situations, Consumer<RandomGenerator> property) {
    for (long seed : seeds(situations)) {
      try {
        property.accept(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed %d (again with -D%s=%d): %s".formatted(seed, ONLY, seed, e.getMessage()), e);
      }
    }
  }

  private static List<Long> seeds(int situations) {
    return Optional.ofNullable(Long.getLong(ONLY))
        .map(List::of)
        .orElseGet(() -> LongStream.rangeClosed(1, situations).boxed().toList());
  }
}
