package dev.prebuild.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  @ParameterizedTest
  @CsvSource({
    "1, 250, 500",
    "2, 500, 1000",
    "3, 1000, 2000",
    "7, 15000, 30000",
    "1000000, 15000, 30000",
  })
  void doublesUpToItsCap(int failures, long leastMillis, long mostMillis) {
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      assertThat(Backoff.standard().pause(failures, random))
          .isBetween(Duration.ofMillis(leastMillis), Duration.ofMillis(mostMillis));
    }
  }
}
