package dev.prebuild.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FailedAuthenticationsTest {
  private long now;

  @Test
  void anAddressIsRefusedFromTheLimitOnUntilTheMinuteIsOver() {
    FailedAuthentications failures = new FailedAuthentications(3, () -> now);

    assertThat(failures.count("192.0.2.1")).isFalse();
    assertThat(failures.count("192.0.2.1")).isFalse();
    assertThat(failures.isTooMany("192.0.2.1")).isFalse();
    assertThat(failures.count("192.0.2.1")).as("told of once").isTrue();
    assertThat(failures.isTooMany("192.0.2.1")).isTrue();
    assertThat(failures.count("192.0.2.1")).isFalse();
    assertThat(failures.isTooMany("192.0.2.2")).isFalse();

    now += Duration.ofSeconds(60).toNanos();
    assertThat(failures.isTooMany("192.0.2.1")).isFalse();
  }

  @Test
  void withoutALimitEverybodyIsHeard() {
    FailedAuthentications failures = new FailedAuthentications(0, () -> now);
    for (int i = 0; i < 1_000; i++) {
      assertThat(failures.count("192.0.2.1")).isFalse();
    }
    assertThat(failures.isTooMany("192.0.2.1")).isFalse();
  }
}
