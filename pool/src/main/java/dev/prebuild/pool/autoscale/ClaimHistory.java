package dev.prebuild.pool.autoscale;

import java.time.Instant;

/**
 * What a pool remembers of its claims; immutable and bounded, whatever the number of claims.
 *
 * @param since from when on claims were noted: silence before that tells nothing
 * @param counts by half-hour, for the hours of the week
 * @param recent single claims, for how they crowd
 * @param caution what was learned from claims that had to wait
 */
public record ClaimHistory(Instant since, SlotCounts counts, RecentClaims recent, Caution caution) {

  /** A pool that is new at that instant. */
  public static ClaimHistory startingAt(Instant since) {
    return new ClaimHistory(since, SlotCounts.NONE, RecentClaims.NONE, Caution.INITIAL);
  }

  /**
   * One more claim. Claims may be told in any order.
   *
   * @param waited whether no ready instance was there for it
   */
  public ClaimHistory claimed(Instant when, boolean waited) {
    return new ClaimHistory(
        since, counts.plus(SlotCounts.slotOf(when), 1), recent.plus(when), caution.claimed(waited));
  }
}
