package dev.prebuild.pool.pressure;

import static dev.prebuild.pool.plan.Pressure.DROP_RESERVE;
import static dev.prebuild.pool.plan.Pressure.FREE_SNAPSHOTS;
import static dev.prebuild.pool.plan.Pressure.NONE;
import static dev.prebuild.pool.plan.Pressure.PAUSE_REFILL;
import static dev.prebuild.pool.plan.Pressure.STOP_SURPLUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.plan.Pressure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps on the ladder, by example. */
final class LadderTest {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Thresholds THRESHOLDS =
      new Thresholds(
          new Thresholds.Memory(0.10, 0.07, 0.05),
          new Thresholds.Disk(0.05, 0.03, 2 * GIB),
          16,
          Duration.ofSeconds(20));
  private static final Reading WELL = reading(8 * GIB, 50 * GIB, 0.5);

  /** Of 16 GiB of memory and 100 GiB of disk. */
  private static Reading reading(long memory, long disk, double load) {
    return new Reading(
        Optional.of(new Room(memory, 16 * GIB)),
        Optional.of(new Room(disk, 100 * GIB)),
        OptionalDouble.of(load));
  }

  private static Standing look(Standing before, Reading reading) {
    return Ladder.next(before, reading, THRESHOLDS, LOOK);
  }

  /** The rungs that a host is on, look by look, until it stays where it is. */
  private static List<Pressure> climb(Reading reading) {
    List<Pressure> rungs = new ArrayList<>();
    Standing standing = look(Standing.AT_EASE, reading);
    for (int i = 0; i < Pressure.values().length && standing.pressure() != NONE; i++) {
      if (rungs.isEmpty() || rungs.getLast() != standing.pressure()) {
        rungs.add(standing.pressure());
      }
      standing = look(standing, reading);
    }
    return rungs;
  }

  @Test
  void aHostWithRoomIsNotPressed() {
    assertThat(climb(WELL)).isEmpty();
    assertThat(climb(Reading.NONE)).isEmpty();
  }

  @Test
  void memoryClimbsRungByRungAndFreesNoSnapshots() {
    assertThat(climb(reading(0, 50 * GIB, 0.5)))
        .containsExactly(PAUSE_REFILL, STOP_SURPLUS, DROP_RESERVE);
    assertThat(climb(reading(16 * GIB * 8 / 100, 50 * GIB, 0.5))).containsExactly(PAUSE_REFILL);
    assertThat(climb(reading(16 * GIB * 6 / 100, 50 * GIB, 0.5)))
        .containsExactly(PAUSE_REFILL, STOP_SURPLUS);
  }

  @Test
  void diskClimbsToTheLastRung() {
    assertThat(climb(reading(8 * GIB, 4 * GIB, 0.5))).containsExactly(PAUSE_REFILL);
    assertThat(climb(reading(8 * GIB, 2 * GIB, 0.5)))
        .containsExactly(PAUSE_REFILL, STOP_SURPLUS, DROP_RESERVE);
    assertThat(climb(reading(8 * GIB, 2 * GIB - 1, 0.5)))
        .containsExactly(PAUSE_REFILL, STOP_SURPLUS, DROP_RESERVE, FREE_SNAPSHOTS);
  }

  /** The bytes count where the shares are less: no rung comes after the one behind it. */
  @Test
  void aSmallDiskHasAllItsRungsAtOnePlace() {
    Reading enough =
        new Reading(
            Optional.empty(), Optional.of(new Room(2 * GIB, 10 * GIB)), OptionalDouble.empty());
    Reading less =
        new Reading(
            Optional.empty(), Optional.of(new Room(2 * GIB - 1, 10 * GIB)), OptionalDouble.empty());

    assertThat(climb(enough)).isEmpty();
    assertThat(climb(less))
        .containsExactly(PAUSE_REFILL, STOP_SURPLUS, DROP_RESERVE, FREE_SNAPSHOTS);
  }

  @Test
  void loadPausesTheRefillAndNoMore() {
    assertThat(climb(reading(8 * GIB, 50 * GIB, 16))).isEmpty();
    assertThat(climb(reading(8 * GIB, 50 * GIB, 1e6))).containsExactly(PAUSE_REFILL);
  }

  @Test
  void aRungIsLeftAfterTheReadingHasBeenBetterForAWhile() {
    Standing pressed = look(Standing.AT_EASE, reading(16 * GIB * 9 / 100, 50 * GIB, 0.5));
    List<Pressure> rungs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      pressed = look(pressed, WELL);
      rungs.add(pressed.pressure());
    }

    // At the first look it has been better for no time, at the fifth for 20 s.
    assertThat(rungs)
        .containsExactly(PAUSE_REFILL, PAUSE_REFILL, PAUSE_REFILL, PAUSE_REFILL, NONE, NONE);
    assertThat(pressed.reason()).isEqualTo("there has been room enough for 20 s");
  }

  @Test
  void aRelapseBeginsTheWhileAnew() {
    Standing pressed = look(Standing.AT_EASE, reading(16 * GIB * 9 / 100, 50 * GIB, 0.5));
    for (int i = 0; i < 4; i++) {
      pressed = look(pressed, WELL);
    }
    // Not short any more, but within the margin.
    pressed = look(pressed, reading(16 * GIB * 12 / 100, 50 * GIB, 0.5));
    for (int i = 0; i < 4; i++) {
      pressed = look(pressed, WELL);
      assertThat(pressed.pressure()).isEqualTo(PAUSE_REFILL);
    }

    assertThat(look(pressed, WELL).pressure()).isEqualTo(NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1500 | 51200 |  1   | memory: 1.46 GiB of 16 GiB are available, less than 10 %
           480 | 51200 |  1   | memory: 480 MiB of 16 GiB are available, less than 5 %
          8192 |  4608 |  1   | disk: 4.5 GiB of 100 GiB are free, less than 5 %
          8192 |  1024 |  1   | disk: 1 GiB of 100 GiB are free, less than 2 GiB
          8192 | 51200 | 20.5 | load: 20.5 tasks for each processor want to run, more than 16
           480 |  1024 | 20.5 | disk: 1 GiB of 100 GiB are free, less than 2 GiB
           480 |  2560 | 20.5 | memory: 480 MiB of 16 GiB are available, less than 5 %
          """)
  void theReasonNamesTheWorst(long memoryMib, long diskMib, double load, String reason) {
    assertThat(look(Standing.AT_EASE, reading(memoryMib * MIB, diskMib * MIB, load)).reason())
        .isEqualTo(reason);
  }

  @Test
  void whatCannotBeReadAnyMoreIsLetGo() {
    Standing pressed = look(Standing.AT_EASE, reading(0, 50 * GIB, 0.5));
    for (int i = 0; i < 5; i++) {
      pressed = look(pressed, Reading.NONE);
    }

    assertThat(pressed.pressure()).isEqualTo(NONE);
  }
}
