package dev.prebuild.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryPauseTest {
  private static final long SHORTEST = 375;
  private static final long LONGEST = 40_000;

  @Test
  void doublesUpToHalfAMinute() {
    RetryPause pause = new RetryPause(() -> 0L);

    assertThat(IntStream.range(0, 9).mapToObj(_ -> pause.next().toMillis()))
        .containsExactly(375L, 750L, 1_500L, 3_000L, 6_000L, 12_000L, 24_000L, 24_000L, 24_000L);
  }

  @Test
  void beginsAnewOnceItWentWell() {
    RetryPause pause = new RetryPause(() -> 0L);
    pause.next();
    pause.next();

    pause.reset();

    assertThat(pause.next()).isEqualTo(Duration.ofMillis(SHORTEST));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void staysWithinItsBoundsAndVaries(long seed) {
    RetryPause pause = new RetryPause(new Random(seed));
    long[] millis = LongStream.range(0, 1_000).map(_ -> pause.next().toMillis()).toArray();

    assertThat(LongStream.of(millis)).allMatch(each -> each >= SHORTEST && each <= LONGEST);
    assertThat(LongStream.of(millis).distinct().count()).isGreaterThan(500);
  }
}
