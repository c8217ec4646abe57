package dev.prebuild.pool.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Claims in each half-hour of the last {@link #WEEKS} weeks; immutable. A slot is named by the
 * half-hours from 1970 to its start.
 */
public final class SlotCounts {
  static final Duration SLOT = Duration.ofMinutes(30);
  static final int WEEKS = 6;
  static final int KEPT = WEEKS * 7 * 48;

  static final SlotCounts NONE = new SlotCounts(Long.MIN_VALUE, new int[KEPT]);

  /** The youngest slot with a claim; the counts reach {@link #KEPT} slots back from it. */
  private final long youngest;

  private final int[] counts;

  private SlotCounts(long youngest, int[] counts) {
    this.youngest = youngest;
    this.counts = counts;
  }

  static long slotOf(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), SLOT.toSeconds());
  }

  static Instant startOf(long slot) {
    return Instant.ofEpochSecond(slot * SLOT.toSeconds());
  }

  /** With more claims in that slot; what is too old to be kept is not counted. */
  SlotCounts plus(long slot, int claims) {
    if (isForgotten(slot)) {
      return this;
    }
    int[] changed = counts.clone();
    forgetBefore(slot, changed);
    changed[index(slot)] = (int) Math.min(Integer.MAX_VALUE, (long) changed[index(slot)] + claims);
    return new SlotCounts(Math.max(youngest, slot), changed);
  }

  private void forgetBefore(long slot, int[] changed) {
    if (isEmpty() || slot - youngest >= KEPT) {
      Arrays.fill(changed, 0);
      return;
    }
    for (long passed = youngest + 1; passed <= slot; passed++) {
      changed[index(passed)] = 0;
    }
  }

  int count(long slot) {
    return isEmpty() || slot > youngest || isForgotten(slot) ? 0 : counts[index(slot)];
  }

  boolean isEmpty() {
    return youngest == Long.MIN_VALUE;
  }

  /** Only of one that is not empty. */
  long youngest() {
    return youngest;
  }

  private boolean isForgotten(long slot) {
    return !isEmpty() && slot <= youngest - KEPT;
  }

  private static int index(long slot) {
    return (int) Math.floorMod(slot, (long) KEPT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotCounts that
        && youngest == that.youngest
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(youngest) * 31 + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "%d claims".formatted(Arrays.stream(counts).asLongStream().sum());
  }
}
