package dev.prebuild.snapshot.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EstimatedProgressTest {

  @ParameterizedTest
  @CsvSource({"0, 0", "4, 40", "8, 80", "10, 92", "100, 99", "100000, 99"})
  void isEvenAtFirstAndNeverReachesTheEnd(long seconds, int percent) {
    assertThat(EstimatedProgress.percent(Duration.ofSeconds(seconds), Duration.ofSeconds(10)))
        .isEqualTo(percent);
  }

  @Test
  void theRateIsLearnedFromWhatHasEnded() {
    CommitRate rate = new CommitRate();
    for (int i = 0; i < 50; i++) {
      rate.learn(1_000_000_000, Duration.ofSeconds(20));
    }

    assertThat(rate.expect(500_000_000))
        .isBetween(Duration.ofMillis(9_900), Duration.ofSeconds(10));
  }

  /** It says more of the engine's pace than of the disk's. */
  @Test
  void aTinyCommitTeachesNothing() {
    CommitRate rate = new CommitRate();
    Duration before = rate.expect(1_000_000_000);

    rate.learn(1, Duration.ofHours(1));

    assertThat(rate.expect(1_000_000_000)).isEqualTo(before);
    assertThat(rate.expect(0)).isEqualTo(Duration.ofMillis(500));
  }
}
