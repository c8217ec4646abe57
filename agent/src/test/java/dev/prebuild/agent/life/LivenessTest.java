package dev.prebuild.agent.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aLoopThatHasNotBegunOwesNothing() {
    assertThat(Liveness.failure(List.of(), 7)).isEmpty();
    assertThat(new Pulse("one").last()).isEmpty();
  }

  @Test
  void aSignIsGoodUpToTheMomentInWhichTheNextIsDue() {
    Sign sign = new Sign("one", 5 * SECOND);

    assertThat(Liveness.failure(List.of(sign), 5 * SECOND)).isEmpty();
    assertThat(Liveness.failure(List.of(sign), 5 * SECOND + 1)).isPresent();
  }

  @Test
  void namesAllThatStandStillAndForHowLong() {
    List<Sign> signs =
        List.of(new Sign("two", SECOND), new Sign("moves", 9 * SECOND), new Sign("one", 0));

    assertThat(Liveness.failure(signs, 4 * SECOND))
        .hasValue(
            "one stands still: its next sign of life was due 4 s ago; two stands still: its next sign of life was due 3 s ago");
  }

  @Test
  void theClockMayRunOver() {
    Sign sign = new Sign("one", Long.MAX_VALUE);

    assertThat(Liveness.failure(List.of(sign), Long.MAX_VALUE - 1)).isEmpty();
    assertThat(Liveness.failure(List.of(sign), Long.MIN_VALUE + SECOND)).isPresent();
  }
}
