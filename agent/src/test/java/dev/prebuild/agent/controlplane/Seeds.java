package dev.prebuild.agent.controlplane;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Numbers from 1 up, so that a case that fails can be run again. */
final class Seeds {
  private static final String PROPERTY = "property.seed";

  private Seeds() {}

  /** As many as that, or the one that is to be replayed. */
  static List<Long> upTo(int count) {
    return Optional.ofNullable(Long.getLong(PROPERTY))
        .map(List::of)
        .orElseGet(() -> LongStream.rangeClosed(1, count).boxed().toList());
  }

  /** How to replay one. */
  static String name(long seed) {
    return "-D%s=%d".formatted(PROPERTY, seed);
  }
}
