package dev.prebuild.pool.plan;

import static dev.prebuild.pool.PoolFixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final double NO_JITTER = 0.5;

  @Test
  void nothingHasFailedAtFirst() {
    assertThat(Backoff.NONE.isFailing()).isFalse();
    assertThat(Backoff.NONE.isPausing(NOW)).isFalse();
  }

  @Test
  void eachFailureDoublesThePauseUpToTheLongest() {
    List<Duration> pauses = new ArrayList<>();
    Backoff backoff = Backoff.NONE;
    for (int i = 0; i < 6; i++) {
      backoff = backoff.failed("no disk", NOW, LONGEST, NO_JITTER);
      pauses.add(Duration.between(NOW, backoff.until()));
    }

    assertThat(pauses.stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    assertThat(backoff.failures()).isEqualTo(6);
    assertThat(backoff.cause()).isEqualTo("no disk");
    assertThat(backoff.isFailing()).isTrue();
  }

  @Test
  void jitterIsAQuarterEitherWay() {
    Backoff shortest = Backoff.NONE.failed("", NOW, LONGEST, 0);
    Backoff longest = Backoff.NONE.failed("", NOW, LONGEST, Math.nextDown(1.0));

    assertThat(shortest.until()).isEqualTo(NOW.plusMillis(750));
    assertThat(longest.until()).isBetween(NOW.plusMillis(1_249), NOW.plusMillis(1_250));
  }

  @Test
  void thePauseIsOverWhenItsTimeHasCome() {
    Backoff backoff = Backoff.NONE.failed("", NOW, LONGEST, NO_JITTER);

    assertThat(backoff.isPausing(backoff.until().minusNanos(1))).isTrue();
    assertThat(backoff.isPausing(backoff.until())).isFalse();
  }

  @Test
  void manyFailuresDoNotOverflow() {
    Backoff backoff = new Backoff(1_000, NOW, "").failed("", NOW, LONGEST, NO_JITTER);

    assertThat(backoff.until()).isEqualTo(NOW.plus(LONGEST));
  }
}
