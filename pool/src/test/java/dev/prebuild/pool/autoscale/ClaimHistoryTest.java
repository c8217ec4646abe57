package dev.prebuild.pool.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClaimHistoryTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Duration LONGEST = SlotCounts.SLOT.multipliedBy(SlotCounts.KEPT);

  @Test
  void aNewOneKnowsOfNoClaims() {
    ClaimHistory history = ClaimHistory.startingAt(START);

    assertThat(history.since()).isEqualTo(START);
    assertThat(history.counts().isEmpty()).isTrue();
    assertThat(history.recent().size()).isZero();
  }

  @Test
  void claimsAreCountedByTheHalfHour() {
    ClaimHistory history =
        claimed(
            START, START.plusSeconds(1_799), START.plusSeconds(1_800), START.plusSeconds(9_000));

    long slot = SlotCounts.slotOf(START);
    assertThat(history.counts().count(slot)).isEqualTo(2);
    assertThat(history.counts().count(slot + 1)).isEqualTo(1);
    assertThat(history.counts().count(slot + 2)).isZero();
    assertThat(history.counts().count(slot + 5)).isEqualTo(1);
  }

  @Test
  void theOrderInWhichClaimsAreToldDoesNotMatter() {
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      times.add(START.plus(Duration.ofMinutes(7L * i * i)));
    }
    ClaimHistory ascending = claimed(times.toArray(Instant[]::new));
    Collections.shuffle(times, new Random(1));
    ClaimHistory shuffled = claimed(times.toArray(Instant[]::new));

    assertThat(shuffled.recent()).isEqualTo(ascending.recent());
  }

  @Test
  void whatIsOlderThanSixWeeksIsForgotten() {
    ClaimHistory history = claimed(START, START.plus(LONGEST));

    assertThat(history.counts().count(SlotCounts.slotOf(START))).isZero();
    assertThat(history.counts().count(SlotCounts.slotOf(START.plus(LONGEST)))).isEqualTo(1);
  }

  @Test
  void aClaimThatIsToldTooLateIsNotCounted() {
    ClaimHistory history = claimed(START.plus(LONGEST));

    assertThat(history.claimed(START, false).counts()).isEqualTo(history.counts());
  }

  @Test
  void aSilenceLongerThanItsMemoryEmptiesIt() {
    Instant muchLater = START.plus(LONGEST.multipliedBy(3)).plusSeconds(1);
    ClaimHistory history = claimed(START, muchLater);

    assertThat(history.counts()).isEqualTo(claimed(muchLater).counts());
  }

  @Test
  void onlyTheLastClaimsAreKeptOneByOne() {
    ClaimHistory history = ClaimHistory.startingAt(START);
    for (int i = 0; i < 2 * RecentClaims.KEPT; i++) {
      history = history.claimed(START.plusSeconds(i), false);
    }

    assertThat(history.recent().size()).isEqualTo(RecentClaims.KEPT);
    assertThat(history.recent().time(0))
        .isEqualTo(START.plusSeconds(RecentClaims.KEPT).toEpochMilli());
    assertThat(history.claimed(START, false).recent()).isEqualTo(history.recent());
  }

  @Test
  void waitsMakeItCautious() {
    ClaimHistory history = ClaimHistory.startingAt(START);

    assertThat(history.claimed(START, true).caution()).isEqualTo(Caution.INITIAL.claimed(true));
  }

  private static ClaimHistory claimed(Instant... times) {
    ClaimHistory history = ClaimHistory.startingAt(START);
    for (Instant time : times) {
      history = history.claimed(time, false);
    }
    return history;
  }
}
