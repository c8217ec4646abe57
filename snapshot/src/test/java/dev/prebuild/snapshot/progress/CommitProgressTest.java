package dev.prebuild.snapshot.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommitProgressTest {

  /** What is left after the writing is flushing: nine percent. */
  @ParameterizedTest
  @CsvSource({"0, 0", "500, 45", "999, 90"})
  void isTheShareOfTheWorkWhileSomethingIsWritten(long done, int percent) {
    CommitProgress progress = new CommitProgress(1_000);

    assertThat(progress.observe(done, Duration.ofSeconds(7))).isEqualTo(percent);
  }

  /** Written within 9.1 s, it takes 10 s. */
  @ParameterizedTest
  @CsvSource({"9100, 91", "9500, 95", "9900, 99", "20000, 99"})
  void goesOnWithTheTimeWhileItIsFlushed(long millis, int percent) {
    CommitProgress progress = new CommitProgress(1_000);
    progress.observe(1_000, Duration.ofMillis(9_100));

    assertThat(progress.observe(1_000, Duration.ofMillis(millis))).isEqualTo(percent);
  }

  @Test
  void nothingToWriteIsNoDivisionByZero() {
    CommitProgress progress = new CommitProgress(0);

    assertThat(progress.observe(0, Duration.ZERO)).isZero();
    assertThat(progress.observe(0, Duration.ofSeconds(1))).isEqualTo(91);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverFallsAndStaysBelowItsEnd(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      CommitProgress progress = new CommitProgress(random.nextLong(4L << 30));
      int last = 0;
      for (int look = 0; look < 50; look++) {
        int now =
            progress.observe(random.nextLong(8L << 30), Duration.ofMillis(random.nextInt(60_000)));
        assertThat(now).isBetween(last, 99);
        last = now;
      }
    }
  }
}
