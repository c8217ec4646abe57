package dev.prebuild.pool.autoscale.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final Duration REFILL = Duration.ofSeconds(60);
  private static final Duration WEEK = Duration.ofDays(7);

  private static Trace claims(Double... seconds) {
    return Trace.ofSeconds(List.of(seconds));
  }

  @Test
  void aReadyInstanceIsAHitAndIsReplaced() {
    Outcome outcome = Replay.of(claims(100.0, 160.0), Policies.fixed(1), REFILL);

    assertThat(outcome.hitRate()).isEqualTo(1);
    assertThat(outcome.idle()).isEqualTo(WEEK.minusSeconds(60 + 60 + 60));
  }

  @Test
  void whoComesTooEarlyWaitsForTheNextThatBecomesReady() {
    Outcome outcome = Replay.of(claims(100.0, 120.0), Policies.fixed(1), REFILL);

    assertThat(outcome.waits()).containsExactly(Duration.ZERO, Duration.ofSeconds(40));
    assertThat(outcome.hitRate()).isEqualTo(0.5);
    assertThat(outcome.idle()).isEqualTo(WEEK.minusSeconds(180 - 40));
  }

  @Test
  void withoutAPoolEveryClaimIsAColdStart() {
    Outcome outcome = Replay.of(claims(1.0, 2.0, 3.0), Policies.fixed(0), REFILL);

    assertThat(outcome.waits()).containsOnly(REFILL);
    assertThat(outcome.idle()).isZero();
  }

  @Test
  void aSeerNeitherMissesNorIdles() {
    Trace trace = new Demands(1, 2).office(10);
    Outcome outcome = Replay.of(trace, Policies.clairvoyant(trace, REFILL), REFILL);

    assertThat(outcome.hitRate()).isGreaterThan(0.99);
    assertThat(outcome.idle()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aBufferGrowsWithWhatWasClaimedAndLetsGoAgain() {
    SizingPolicy policy = Policies.inUsePlus(1, Duration.ofMinutes(30));
    policy.claimed(Trace.START, false);
    policy.claimed(Trace.START.plusSeconds(60), true);

    assertThat(policy.size(Trace.START.plusSeconds(60))).isEqualTo(3);
    assertThat(policy.review(Trace.START.plusSeconds(60)))
        .isEqualTo(Trace.START.plusSeconds(1_800));
    assertThat(policy.size(Trace.START.plusSeconds(1_800))).isEqualTo(2);
    assertThat(policy.size(Trace.START.plusSeconds(1_860))).isEqualTo(1);
  }

  @Test
  void ninetyNineOfAHundredWaitNoLonger() {
    List<Duration> waits = IntStream.rangeClosed(1, 100).mapToObj(Duration::ofSeconds).toList();

    assertThat(new Outcome(waits, Duration.ZERO).p99()).isEqualTo(Duration.ofSeconds(99));
  }
}
