package dev.prebuild.snapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.retention.HeldSnapshot.Pair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Snapshots are numbered, and as many hours old as they are told to be. */
final class RetentionPolicyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final RetentionLimits LIMITS =
      new RetentionLimits(2, Duration.ofDays(7), Duration.ofMinutes(10));
  private static final Pair PAIR = new Pair(new UUID(1, 1), new UUID(2, 2));
  private static final Layer BASE = new Layer("base", 1_000);
  private static final Wishes NOTHING = wishes(Set.of(), Set.of());

  private static UUID id(int number) {
    return new UUID(9, number);
  }

  private static HeldSnapshot snapshot(int number, Duration age) {
    return snapshot(PAIR, number, age, false);
  }

  private static HeldSnapshot hoursOld(int number, int hours) {
    return snapshot(number, Duration.ofHours(hours));
  }

  private static HeldSnapshot used(int number, int hours) {
    return snapshot(PAIR, number, Duration.ofHours(hours), true);
  }

  private static HeldSnapshot snapshot(Pair pair, int number, Duration age, boolean isUsed) {
    return new HeldSnapshot(
        id(number), pair, NOW.minus(age), List.of(BASE, new Layer("own-" + number, 100)), isUsed);
  }

  private static Wishes wishes(Set<UUID> wanted, Set<UUID> deleted) {
    return new Wishes(true, wanted, deleted, Set.of());
  }

  private static List<Tuple> plan(Wishes wishes, long missing, HeldSnapshot... held) {
    return RetentionPolicy.plan(new Holdings(List.of(held), Set.of()), wishes, LIMITS, missing, NOW)
        .stream()
        .map(
            removal ->
                Tuple.tuple(
                    (int) removal.snapshot().id().getLeastSignificantBits(),
                    removal.reason(),
                    removal.freedBytes()))
        .toList();
  }

  private static Tuple removal(int number, Reason reason, long freed) {
    return Tuple.tuple(number, reason, freed);
  }

  @Test
  void theNewestOfEachProjectAndClassStay() {
    Pair other = new Pair(new UUID(1, 1), new UUID(2, 3));
    assertThat(
            plan(
                NOTHING,
                0,
                hoursOld(1, 5),
                hoursOld(2, 4),
                hoursOld(3, 3),
                hoursOld(4, 2),
                snapshot(other, 5, Duration.ofHours(9), false)))
        .containsExactly(removal(1, Reason.SUPERSEDED, 100), removal(2, Reason.SUPERSEDED, 100));
  }

  @Test
  void oneThatIsUsedOrWantedStaysHoweverOld() {
    assertThat(
            plan(
                wishes(Set.of(id(2)), Set.of()),
                Long.MAX_VALUE,
                used(1, 900),
                hoursOld(2, 800),
                hoursOld(3, 2),
                hoursOld(4, 1)))
        .extracting(removed -> removed.toList().getFirst())
        .containsExactly(3, 4);
  }

  @Test
  void whatIsUsedCountsAmongTheNewest() {
    assertThat(plan(NOTHING, 0, hoursOld(1, 5), used(2, 4), hoursOld(3, 3)))
        .containsExactly(removal(1, Reason.SUPERSEDED, 100));
  }

  @Test
  void fromTheAgeOnItGoesBeItTheOnlyOne() {
    assertThat(plan(NOTHING, 0, hoursOld(1, 7 * 24)))
        .containsExactly(removal(1, Reason.TOO_OLD, 1_100));
    assertThat(plan(NOTHING, 0, hoursOld(1, 7 * 24 - 1))).isEmpty();
  }

  @Test
  void aDeletedOneGoesAtOnceUnlessItIsUsed() {
    Wishes deleted = wishes(Set.of(), Set.of(id(1), id(2)));
    assertThat(plan(deleted, 0, snapshot(1, Duration.ZERO), used(2, 1), hoursOld(3, 5)))
        .containsExactly(removal(1, Reason.DELETED, 100));
  }

  @Test
  void aDeletedOneTakesNoPlaceAmongTheNewest() {
    assertThat(plan(wishes(Set.of(), Set.of(id(3))), 0, hoursOld(1, 5), hoursOld(2, 4), used(3, 3)))
        .isEmpty();
  }

  /** Its prebuild's own loop sees to it. */
  @Test
  void oneWhoseEndHasNotBeenToldStays() {
    Wishes wishes = new Wishes(true, Set.of(), Set.of(id(1)), Set.of(id(1)));
    assertThat(plan(wishes, Long.MAX_VALUE, hoursOld(1, 900))).isEmpty();
  }

  @Test
  void nothingGoesBeforeAnythingIsKnownOfPools() {
    Wishes unknown = new Wishes(false, Set.of(), Set.of(), Set.of());
    assertThat(plan(unknown, Long.MAX_VALUE, hoursOld(1, 900), hoursOld(2, 3), hoursOld(3, 2)))
        .isEmpty();
  }

  @Test
  void underPressureTheOldestGoesFirstAndNoMoreThanItTakes() {
    assertThat(plan(NOTHING, 100, hoursOld(1, 3), hoursOld(2, 2)))
        .containsExactly(removal(1, Reason.DISK_PRESSURE, 100));
    assertThat(plan(NOTHING, 101, hoursOld(1, 3), hoursOld(2, 2)))
        .as("what they share goes with the second")
        .containsExactly(
            removal(1, Reason.DISK_PRESSURE, 100), removal(2, Reason.DISK_PRESSURE, 1_100));
  }

  @Test
  void whatGoesAnywayCountsAgainstThePressure() {
    assertThat(plan(NOTHING, 100, hoursOld(1, 4), hoursOld(2, 3), hoursOld(3, 2)))
        .containsExactly(removal(1, Reason.SUPERSEDED, 100));
  }

  @Test
  void theNewestOfAPairComesAfterAllThatAreNot() {
    Pair other = new Pair(new UUID(1, 1), new UUID(2, 3));
    HeldSnapshot oldest = snapshot(other, 1, Duration.ofHours(9), false);
    assertThat(plan(NOTHING, 100, oldest, hoursOld(2, 3), hoursOld(3, 2)))
        .containsExactly(removal(2, Reason.DISK_PRESSURE, 100));
    assertThat(plan(NOTHING, 200, oldest, hoursOld(2, 3), hoursOld(3, 2)))
        .containsExactly(
            removal(2, Reason.DISK_PRESSURE, 100), removal(1, Reason.DISK_PRESSURE, 100));
  }

  @Test
  void whatWouldFreeNothingStays() {
    HeldSnapshot shared = hoursOld(1, 3);
    assertThat(
            RetentionPolicy.plan(
                new Holdings(List.of(shared), Set.of("base", "own-1")), NOTHING, LIMITS, 100, NOW))
        .isEmpty();
  }

  @Test
  void aNewOneIsNeitherSupersededNorGivenUpForRoom() {
    Duration young = Duration.ofMinutes(10).minusSeconds(1);
    assertThat(
            plan(
                NOTHING,
                Long.MAX_VALUE,
                snapshot(1, young),
                snapshot(2, young.minusSeconds(1)),
                snapshot(3, young.minusSeconds(2))))
        .isEmpty();
    assertThat(
            plan(
                NOTHING,
                0,
                snapshot(1, Duration.ofMinutes(10)),
                snapshot(2, young.minusSeconds(1)),
                snapshot(3, young.minusSeconds(2))))
        .containsExactly(removal(1, Reason.SUPERSEDED, 100));
  }
}
