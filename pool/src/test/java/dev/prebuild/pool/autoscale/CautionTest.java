package dev.prebuild.pool.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CautionTest {
  @Test
  void aWaitPlansForFewerAndAHitForMore() {
    double planned = Caution.INITIAL.plannedShare();

    assertThat(Caution.INITIAL.claimed(true).plannedShare()).isLessThan(planned);
    assertThat(Caution.INITIAL.claimed(false).plannedShare()).isGreaterThan(planned);
  }

  @Test
  void theGoalItselfChangesNothing() {
    Caution caution = Caution.INITIAL.claimed(true);
    for (int hit = 0; hit < 1 / Caution.GOAL - 1; hit++) {
      caution = caution.claimed(false);
    }

    assertThat(caution.level()).isCloseTo(Caution.INITIAL.level(), within(Caution.GOAL));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itStaysWithinItsBounds(boolean waited) {
    Caution caution = Caution.INITIAL;
    for (int claim = 0; claim < 10_000; claim++) {
      caution = caution.claimed(waited);
    }

    assertThat(caution.level()).isEqualTo(waited ? Caution.HIGHEST : Caution.LOWEST);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -2, 5, Double.POSITIVE_INFINITY})
  void aLevelOutOfBoundsIsRefused(double level) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Caution(level))
        .withMessageContaining(Double.toString(level));
  }
}
