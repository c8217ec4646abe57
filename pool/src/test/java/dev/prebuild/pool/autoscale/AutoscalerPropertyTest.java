package dev.prebuild.pool.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.autoscale.Schedule.Floor;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every demand; the number of a case is its seed. */
class AutoscalerPropertyTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final List<ZoneId> ZONES =
      List.of(ZoneId.of("UTC"), ZoneId.of("Europe/Berlin"), ZoneId.of("Asia/Kathmandu"));

  static IntStream seeds() {
    return IntStream.range(0, 50);
  }

  /** A pool with some weeks or hours behind it, ten minutes into a half-hour. */
  private record Case(Demand demand, Instant now) {
    static Case of(int seed) {
      Random random = new Random(seed);
      Duration age = Duration.ofMinutes(30L * random.nextInt(1, random.nextBoolean() ? 48 : 4_000));
      Instant now = START.plus(age).plus(Duration.ofMinutes(10));
      ClaimHistory history = ClaimHistory.startingAt(START);
      int claims = random.nextInt(RecentClaims.KEPT - 50);
      for (int i = 0; i < claims; i++) {
        double when = Math.pow(random.nextDouble(), random.nextBoolean() ? 1 : 0.02);
        Instant claim = START.plusMillis((long) (when * age.toMillis()));
        history = history.claimed(claim, random.nextInt(60) == 0);
      }
      int minSize = random.nextInt(3);
      int maxSize = minSize + 1 + random.nextInt(20);
      Duration refill = Duration.ofMillis(random.nextLong(1, 900_000));
      return new Case(new Demand(history, refill, schedule(random), minSize, maxSize), now);
    }

    private static Schedule schedule(Random random) {
      Floor floor =
          new Floor(
              EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.of(1 + random.nextInt(7))),
              LocalTime.of(random.nextInt(24), 0),
              LocalTime.of(random.nextInt(24), 30),
              random.nextInt(10));
      return new Schedule(ZONES.get(random.nextInt(ZONES.size())), List.of(floor));
    }

    Case claimed(Instant when, boolean waited) {
      ClaimHistory more = demand.history().claimed(when, waited);
      return new Case(
          new Demand(more, demand.refill(), demand.schedule(), demand.minSize(), demand.maxSize()),
          now);
    }

    Target target() {
      return Autoscaler.target(demand, Optional.empty(), now);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theSizeIsWithinItsBoundsAndTheReasonNamesIt(int seed) {
    Case pool = Case.of(seed);
    Target target = pool.target();

    assertThat(target.size()).isBetween(pool.demand.minSize(), pool.demand.maxSize());
    assertThat(target.reason()).startsWith(target.size() + ": ").hasSizeLessThan(160);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theScheduleHolds(int seed) {
    Case pool = Case.of(seed);
    int floor = pool.demand.schedule().floorAt(pool.now);

    assertThat(pool.target().size()).isGreaterThanOrEqualTo(Math.min(floor, pool.demand.maxSize()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theSameHistoryAndTimeGiveTheSameTarget(int seed) {
    assertThat(Case.of(seed).target()).isEqualTo(Case.of(seed).target());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anOutlookThatIsKeptForItsHalfHourGivesTheSameAsANewOne(int seed) {
    Case pool = Case.of(seed);
    Outlook kept = Outlook.at(pool.demand, pool.now.minus(Duration.ofMinutes(10)));
    Case later = pool.claimed(pool.now.minusSeconds(60), true).claimed(pool.now, false);

    assertThat(kept.holds(later.demand, later.now)).isTrue();
    assertThat(Autoscaler.target(later.demand, kept, Optional.empty(), later.now))
        .isEqualTo(later.target());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anOutlookEndsWithItsHalfHourAndWithWhatItIsMadeFor(int seed) {
    Case pool = Case.of(seed);
    Demand demand = pool.demand;
    Outlook outlook = Outlook.at(demand, pool.now);

    assertThat(outlook.holds(demand, pool.now.plus(Duration.ofMinutes(20)))).isFalse();
    assertThat(
            outlook.holds(
                new Demand(
                    demand.history(),
                    demand.refill().plusMillis(1),
                    demand.schedule(),
                    demand.minSize(),
                    demand.maxSize()),
                pool.now))
        .isFalse();
  }

  /** A hit makes a pool a little less cautious; so this does not hold for every claim. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aClaimThatHadToWaitNeverLowersTheTarget(int seed) {
    Case pool = Case.of(seed);
    int size = pool.target().size();
    for (int claim = 0; claim < 5; claim++) {
      pool = pool.claimed(pool.now.minusSeconds(5 - claim), true);
      int after = pool.target().size();

      assertThat(after).isGreaterThanOrEqualTo(size);
      size = after;
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void itRisesAtOnceAndFallsByOneEachTimeItWasHeld(int seed) {
    Case pool = Case.of(seed);
    Random random = new Random(-seed);
    Target last = pool.target();
    Instant lastFall = Instant.MIN;
    Instant now = pool.now;
    Outlook outlook = Outlook.at(pool.demand, now);
    for (int minute = 0; minute < 120; minute++) {
      now = now.plusSeconds(random.nextInt(1, 120));
      outlook = outlook.holds(pool.demand, now) ? outlook : Outlook.at(pool.demand, now);
      Target wanted = Autoscaler.target(pool.demand, outlook, Optional.empty(), now);
      Target next = Autoscaler.target(pool.demand, outlook, Optional.of(last), now);

      assertThat(next.size()).isGreaterThanOrEqualTo(wanted.size());
      if (next.size() < last.size()) {
        assertThat(next.size()).isEqualTo(last.size() - 1);
        assertThat(lastFall).isBeforeOrEqualTo(now.minus(Autoscaler.HOLD));
        lastFall = now;
      } else {
        assertThat(next.size()).isEqualTo(Math.max(last.size(), wanted.size()));
      }
      last = next;
    }
  }
}
