package dev.prebuild.pool.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefillTimesTest {
  @Test
  void halfAMinuteIsAssumedAtFirst() {
    assertThat(RefillTimes.NONE.typical()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void nineOfTenDoNotExceedTheTypicalOne() {
    RefillTimes times = RefillTimes.NONE;
    for (int seconds = 10; seconds > 0; seconds--) {
      times = times.took(Duration.ofSeconds(seconds));
    }

    assertThat(times.typical()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void oneIsTypicalOfItself() {
    assertThat(RefillTimes.NONE.took(Duration.ofSeconds(2)).typical())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void olderOnesAreForgotten() {
    RefillTimes times = RefillTimes.NONE.took(Duration.ofHours(1));
    for (int i = 0; i < RefillTimes.KEPT; i++) {
      times = times.took(Duration.ofSeconds(1));
    }

    assertThat(times.last()).hasSize(RefillTimes.KEPT).doesNotContain(Duration.ofHours(1));
  }

  @Test
  void aTimeBelowNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RefillTimes.NONE.took(Duration.ofSeconds(-1)))
        .withMessageContaining("PT-1S");
  }
}
