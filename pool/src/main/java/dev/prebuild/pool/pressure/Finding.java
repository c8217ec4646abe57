package dev.prebuild.pool.pressure;

import dev.prebuild.pool.plan.Pressure;
import dev.prebuild.pool.pressure.Thresholds.Step;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a reading says by itself, whatever was before.
 *
 * @param reason in words; empty on the rung NONE
 */
record Finding(Pressure rung, String reason) {
  private static final Finding NOTHING = new Finding(Pressure.NONE, "");

  /** The worst of what a reading says; of two that are equally bad, memory's goes before disk's. */
  static Finding of(Reading reading, Thresholds thresholds) {
    return Stream.of(
            reading.memory().flatMap(room -> memory(room, thresholds)),
            reading.disk().flatMap(room -> disk(room, thresholds)),
            load(reading, thresholds))
        .flatMap(Optional::stream)
        .reduce((one, other) -> other.rung().compareTo(one.rung()) > 0 ? other : one)
        .orElse(NOTHING);
  }

  private static Optional<Finding> memory(Room room, Thresholds thresholds) {
    return worst(room, thresholds.memory().steps())
        .map(step -> shortOf("memory", room, "available", step));
  }

  private static Optional<Finding> disk(Room room, Thresholds thresholds) {
    return worst(room, thresholds.disk().steps()).map(step -> shortOf("disk", room, "free", step));
  }

  private static Optional<Step> worst(Room room, List<Step> steps) {
    return steps.stream()
        .filter(step -> step.least().isMissing(room))
        .max(Comparator.comparing(Step::rung));
  }

  private static Finding shortOf(String what, Room room, String how, Step step) {
    return new Finding(
        step.rung(),
        "%s: %s of %s are %s, less than %s"
            .formatted(
                what,
                Words.bytes(room.freeBytes()),
                Words.bytes(room.totalBytes()),
                how,
                step.least().inWords(room)));
  }

  private static Optional<Finding> load(Reading reading, Thresholds thresholds) {
    return reading.loadPerCore().stream()
        .filter(load -> load > thresholds.loadPerCore())
        .mapToObj(
            load ->
                new Finding(
                    Pressure.PAUSE_REFILL,
                    "load: %s tasks for each processor want to run, more than %s"
                        .formatted(Words.number(load), Words.number(thresholds.loadPerCore()))))
        .findFirst();
  }
}
