package dev.prebuild.pool.autoscale.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The autoscaler from no history on, against the best of all fixed sizes. */
class UnseenDemandTest {
  private static final int MAX_SIZE = 20;
  private static final double AIM = 0.99;

  /** Demand, refill time in seconds, idle time that the best fixed size's may be multiplied by. */
  static List<Arguments> patterned() {
    return List.of(
        Arguments.of(Named.of("office", new Demands(11, 6).office(5)), 180, 0.6),
        Arguments.of(Named.of("busy office", new Demands(12, 4).office(20)), 600, 0.5),
        Arguments.of(Named.of("three zones", new Demands(13, 6).threeZones(3)), 180, 0.8),
        Arguments.of(Named.of("silence", new Demands(14, 9).silence(5)), 180, 0.6),
        Arguments.of(Named.of("weekends", new Demands(15, 6).weekends()), 60, 0.6),
        Arguments.of(Named.of("leap", new Demands(17, 6).leap(10)), 600, 0.5),
        Arguments.of(Named.of("moved", new Demands(18, 6).moved(6)), 180, 0.6));
  }

  @ParameterizedTest
  @MethodSource("patterned")
  void whereDemandHasAPatternItHitsForLessIdleTime(Trace trace, int seconds, double share) {
    Duration refill = Duration.ofSeconds(seconds);
    Outcome ours = Replay.of(trace, Policies.autoscaler(refill, MAX_SIZE), refill);

    assertThat(ours.hitRate()).isGreaterThanOrEqualTo(AIM);
    assertThat(ours.idleHours()).isLessThan(share * bestFixed(trace, refill).idleHours());
  }

  /** A fixed size is the best answer to this, and it has to be found. */
  @Test
  void whereDemandHasNoPatternItComesCloseToTheBestFixedSize() {
    Trace trace = new Demands(21, 6).constant(2);
    Duration refill = Duration.ofMinutes(3);
    Outcome ours = Replay.of(trace, Policies.autoscaler(refill, MAX_SIZE), refill);

    assertThat(ours.hitRate()).isGreaterThanOrEqualTo(AIM);
    assertThat(ours.idleHours())
        .isCloseTo(bestFixed(trace, refill).idleHours(), within(0.15 * ours.idleHours()));
  }

  /** The first lecture, and the first nights' jobs, surprise it; only a seer would hit 99 %. */
  @Test
  void burstsAreMetOnceTheyWereSeen() {
    Trace lectures = new Demands(22, 6).lectures();
    Trace nightly = new Demands(23, 6).nightly();
    Duration refill = Duration.ofMinutes(1);

    Outcome students = Replay.of(lectures, Policies.autoscaler(refill, MAX_SIZE), refill);
    Outcome jobs = Replay.of(nightly, Policies.autoscaler(refill, MAX_SIZE), refill);

    assertThat(misses(students)).isLessThanOrEqualTo(15);
    assertThat(students.idleHours()).isLessThan(0.8 * bestFixed(lectures, refill).idleHours());
    assertThat(misses(jobs)).isLessThanOrEqualTo(6);
    assertThat(jobs.idleHours()).isLessThan(0.5 * bestFixed(nightly, refill).idleHours());
  }

  private static long misses(Outcome outcome) {
    return outcome.waits().stream().filter(Duration::isPositive).count();
  }

  private static Outcome bestFixed(Trace trace, Duration refill) {
    int size = 1;
    Outcome fixed = Replay.of(trace, Policies.fixed(size), refill);
    while (fixed.hitRate() < AIM) {
      size++;
      fixed = Replay.of(trace, Policies.fixed(size), refill);
    }
    return fixed;
  }
}
