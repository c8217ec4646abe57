package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OverrunTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  /** A line that was read late, and the next one. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // what it is,                       bytes,  read, next printed, loss
    "a leap over what was waiting,    40000000,  5000,         1000, true",
    "no leap,                         40000000,  5000,          100, false",
    "a silence of the container,      40000000,    10,         1000, false",
    "too little for a file,               1000,  5000,         1000, false",
  })
  void aLeapOverWhatWasWaitingIsALoss(
      String what, int bytes, int readMillis, int nextMillis, boolean isLoss) {
    Overrun overrun = new Overrun();

    assertThat(overrun.before(bytes, START, START.plusMillis(readMillis))).isFalse();
    assertThat(
            overrun.before(
                1,
                START.plusMillis(nextMillis),
                START.plusMillis(Math.max(readMillis, nextMillis))))
        .as(what)
        .isEqualTo(isLoss);
  }
}
