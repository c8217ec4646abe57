package dev.prebuild.agent.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.overview.Overview.ClaimMinute;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.ClaimResult.Miss;
import dev.prebuild.pool.claim.ClaimSource;
import dev.prebuild.pool.claim.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ClaimTallyTest {
  private static final UUID ID = new UUID(1, 1);
  private static final Environment ENVIRONMENT =
      new Environment(
          ID, ID, "container", "env", ID, ID, ID, Instant.EPOCH, true, Optional.empty());

  private Instant now = Instant.parse("2026-03-02T10:00:30Z");
  private final ClaimTally tally = new ClaimTally(() -> now);

  private void claim(ClaimSource source, Optional<Miss> miss, long millis) {
    tally.claimed(new ClaimResult.Claimed(ENVIRONMENT, source, miss), Duration.ofMillis(millis));
  }

  @Test
  void countsByMinuteAndSource() {
    claim(ClaimSource.RUNNING, Optional.empty(), 1);
    claim(ClaimSource.RUNNING, Optional.of(Miss.STALE), 2);
    claim(ClaimSource.COLD, Optional.of(Miss.EMPTY), 300);
    now = now.plusSeconds(60);
    tally.claimed(new ClaimResult.Repeated(ENVIRONMENT), Duration.ofMillis(1));
    tally.claimed(
        new ClaimResult.Refused(ClaimResult.Reason.DRAINING, "drained", Duration.ofSeconds(5)),
        Duration.ofMillis(1));

    assertThat(tally.minutes())
        .containsExactly(
            new ClaimMinute(
                Instant.parse("2026-03-02T10:00:00Z"),
                2,
                0,
                1,
                0,
                0,
                2,
                OptionalDouble.of(2),
                OptionalDouble.of(300)),
            new ClaimMinute(
                Instant.parse("2026-03-02T10:01:00Z"),
                0,
                0,
                0,
                1,
                1,
                0,
                OptionalDouble.empty(),
                OptionalDouble.empty()));
  }

  @Test
  void forgetsWhatIsOlderThanAnHour() {
    claim(ClaimSource.STOPPED, Optional.of(Miss.EMPTY), 100);
    now = now.plus(Duration.ofMinutes(59));
    assertThat(tally.minutes()).hasSize(1);
    now = now.plus(Duration.ofMinutes(1));
    assertThat(tally.minutes()).isEmpty();
  }
}
