package dev.prebuild.pool.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prebuild.pool.autoscale.Schedule.Floor;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AutoscalerTest {
  private static final Instant MONDAY = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant FIFTH_MONDAY = MONDAY.plus(Duration.ofDays(28));
  private static final Duration REFILL = Duration.ofMinutes(1);
  private static final ClaimHistory NEW = ClaimHistory.startingAt(MONDAY);
  private static final ClaimHistory MONDAYS_AT_NINE = mondaysAtNine();

  /** Four weeks in which nothing happened but a claim a minute each Monday from nine to ten. */
  private static ClaimHistory mondaysAtNine() {
    ClaimHistory history = NEW;
    for (int week = 0; week < 4; week++) {
      for (int claim = 0; claim < 60; claim++) {
        Duration time = Duration.ofDays(7L * week).plusHours(9).plusMinutes(claim);
        history = history.claimed(MONDAY.plus(time), false);
      }
    }
    return history;
  }

  private static Instant atFifthMonday(String time) {
    return FIFTH_MONDAY.plusSeconds(LocalTime.parse(time).toSecondOfDay());
  }

  private static Demand demand(ClaimHistory history, int minSize, int maxSize) {
    return new Demand(history, REFILL, Schedule.NONE, minSize, maxSize);
  }

  private static Target target(Demand demand, String time) {
    return Autoscaler.target(demand, Optional.empty(), atFifthMonday(time));
  }

  private static Target before(int size, Instant until) {
    return new Target(size, "as it was", Bound.NONE, until);
  }

  private static Demand floored(int size, int maxSize) {
    Floor floor =
        new Floor(Set.of(DayOfWeek.MONDAY), LocalTime.of(14, 0), LocalTime.of(15, 0), size);
    Schedule schedule = new Schedule(ZoneOffset.UTC, List.of(floor));
    return new Demand(MONDAYS_AT_NINE, REFILL, schedule, 0, maxSize);
  }

  @Test
  void aFixedSizeIsJustThat() {
    assertThat(target(demand(NEW, 3, 3), "09:00"))
        .isEqualTo(
            new Target(
                3, "3: minSize and maxSize are both 3", Bound.MIN_SIZE, atFifthMonday("09:05")));
  }

  @Test
  void aNewPoolIsWellProvided() {
    Target target = Autoscaler.target(demand(NEW, 0, 20), Optional.empty(), MONDAY);

    assertThat(target.size()).isBetween(1, 3);
    assertThat(target.reason())
        .isEqualTo(
            "%d: Mondays at 00:00 bring 2.0 claims an hour, as far as 0 days can tell"
                .formatted(target.size()));
  }

  @Test
  void longSilenceLeadsToNothing() {
    Target target = target(demand(NEW, 0, 20), "09:00");

    assertThat(target.size()).isZero();
    assertThat(target.reason()).isEqualTo("0: Mondays at 09:00 bring 0.0 claims an hour");
  }

  @Test
  void minSizeHoldsThroughSilence() {
    Target target = target(demand(NEW, 2, 20), "09:00");

    assertThat(target.size()).isEqualTo(2);
    assertThat(target.reason()).startsWith("2: minSize; Mondays at 09:00 bring ");
  }

  @Test
  void itKnowsTheHourOfTheWeek() {
    Demand demand = demand(MONDAYS_AT_NINE, 0, 20);

    assertThat(target(demand, "09:00").size()).isPositive();
    assertThat(target(demand, "03:00").size()).isZero();
    assertThat(target(demand, "09:00").reason())
        .matches("\\d+: Mondays at 09:00 bring [2-6]\\d\\.\\d claims an hour");
  }

  @Test
  void itIsReadyWhenTheHourBegins() {
    Demand demand = demand(MONDAYS_AT_NINE, 0, 20);
    Instant latest = atFifthMonday("09:00").minus(REFILL).minus(Autoscaler.HOLD);

    Target early = Autoscaler.target(demand, Optional.empty(), latest.minusMillis(1));
    Target ahead = Autoscaler.target(demand, Optional.empty(), latest);

    assertThat(ahead.size())
        .isGreaterThan(early.size())
        .isGreaterThanOrEqualTo(target(demand, "09:00").size());
    assertThat(ahead.reason()).contains("Mondays at 09:00 bring");
  }

  @Test
  void manyClaimsRaiseItAtOnceAndAreNamed() {
    Instant now = atFifthMonday("16:00");
    ClaimHistory history = MONDAYS_AT_NINE;
    for (int claim = 1; claim <= 12; claim++) {
      history = history.claimed(now.minusSeconds(claim), true);
    }

    Target target =
        Autoscaler.target(
            demand(history, 0, 20), Optional.of(before(0, now.plusSeconds(200))), now);

    assertThat(target.size()).isPositive();
    assertThat(target.reason()).endsWith(", the last hour brought 12");
    assertThat(target.until()).isEqualTo(now.plus(Autoscaler.HOLD));
  }

  @Test
  void maxSizeIsNamedAsTheReason() {
    Target target = target(demand(MONDAYS_AT_NINE, 0, 1), "09:00");

    assertThat(target.size()).isEqualTo(1);
    assertThat(target.reason()).startsWith("1: maxSize; Mondays at 09:00 bring ");
  }

  @Test
  void itFallsByOneAtATime() {
    Demand demand = demand(NEW, 0, 20);
    Instant now = atFifthMonday("09:00");
    Target fallen = Autoscaler.target(demand, Optional.of(before(3, now)), now);
    Target same = Autoscaler.target(demand, Optional.of(fallen), now.plusSeconds(299));
    Target next = Autoscaler.target(demand, Optional.of(same), now.plusSeconds(300));

    assertThat(fallen.size()).isEqualTo(2);
    assertThat(fallen.reason())
        .isEqualTo("2, on the way down to 0: Mondays at 09:00 bring 0.0 claims an hour");
    assertThat(same).isEqualTo(fallen);
    assertThat(next.size()).isEqualTo(1);
    assertThat(next.until()).isEqualTo(now.plusSeconds(600));
  }

  @Test
  void theLastStepDownGivesTheReasonAlone() {
    Instant now = atFifthMonday("09:00");

    assertThat(Autoscaler.target(demand(NEW, 0, 20), Optional.of(before(1, now)), now))
        .isEqualTo(target(demand(NEW, 0, 20), "09:00"));
  }

  @Test
  void aClockThatWasSetBackDoesNotHoldItForever() {
    Instant now = atFifthMonday("09:00");
    Target before = before(3, now.plus(Duration.ofDays(1)));

    assertThat(Autoscaler.target(demand(NEW, 0, 20), Optional.of(before), now).size()).isEqualTo(2);
  }

  @Test
  void aLowerMaxSizeHoldsAtOnce() {
    Instant now = atFifthMonday("09:00");
    Target before = before(15, now.plusSeconds(100));

    assertThat(Autoscaler.target(demand(NEW, 0, 4), Optional.of(before), now).size()).isEqualTo(4);
  }

  @Test
  void theScheduleHoldsAndIsNamed() {
    Target target = target(floored(5, 20), "14:30");

    assertThat(target.size()).isEqualTo(5);
    assertThat(target.reason())
        .startsWith("5: the schedule wants as many; Mondays at 14:30 bring ");
    assertThat(target(floored(5, 20), "15:00").size()).isZero();
  }

  @Test
  void theScheduleIsFollowedAheadOfTime() {
    assertThat(target(floored(5, 20), "13:54").size()).isEqualTo(5);
    assertThat(target(floored(5, 20), "13:53:59").size()).isZero();
  }

  @Test
  void theScheduleEndsAtMaxSize() {
    assertThat(target(floored(50, 20), "14:30").size()).isEqualTo(20);
  }

  @Test
  void impossibleDemandIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> demand(NEW, -1, 3))
        .withMessageContaining("-1 and 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> demand(NEW, 4, 3))
        .withMessageContaining("4 and 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Demand(NEW, Duration.ZERO, Schedule.NONE, 0, 3))
        .withMessageContaining("PT0S");
  }
}
