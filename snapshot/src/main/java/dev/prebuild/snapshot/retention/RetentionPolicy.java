package dev.prebuild.snapshot.retention;

import dev.prebuild.snapshot.retention.HeldSnapshot.Pair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Decides which snapshots go, and in which order. None goes that a container is made from, that a
 * pool is to be made from, or whose prebuild's end has not been told. Before the control plane has
 * said what it wants none goes at all: nobody knows then what pools are to be made from.
 */
public final class RetentionPolicy {
  /** The id decides between two of one moment, so that the order is always the same. */
  private static final Comparator<HeldSnapshot> OLDEST_FIRST =
      Comparator.comparing(HeldSnapshot::createdAt).thenComparing(HeldSnapshot::id);

  private final List<HeldSnapshot> oldestFirst;
  private final Wishes wishes;
  private final RetentionLimits limits;
  private final Instant now;
  private final FreedBytes freed;
  private final List<Removal> removals = new ArrayList<>();
  private final Set<UUID> gone = new HashSet<>();

  private RetentionPolicy(Holdings holdings, Wishes wishes, RetentionLimits limits, Instant now) {
    this.oldestFirst = holdings.snapshots().stream().sorted(OLDEST_FIRST).toList();
    this.wishes = wishes;
    this.limits = limits;
    this.now = now;
    this.freed = new FreedBytes(holdings);
  }

  /**
   * What is to be removed, in that order.
   *
   * @param missingBytes how much is to be freed in any case, if it can; zero or less if the disk
   *     has room
   */
  public static List<Removal> plan(
      Holdings holdings, Wishes wishes, RetentionLimits limits, long missingBytes, Instant now) {
    if (!wishes.areKnown()) {
      return List.of();
    }
    RetentionPolicy policy = new RetentionPolicy(holdings, wishes, limits, now);
    policy.removeDeleted();
    policy.removeOld();
    policy.removeSuperseded();
    policy.makeRoom(missingBytes);
    return List.copyOf(policy.removals);
  }

  private void removeDeleted() {
    removable().stream()
        .filter(snapshot -> wishes.deleted().contains(snapshot.id()))
        .forEach(snapshot -> remove(snapshot, Reason.DELETED));
  }

  private void removeOld() {
    removable().stream()
        .filter(snapshot -> !snapshot.createdAt().plus(limits.maxAge()).isAfter(now))
        .forEach(snapshot -> remove(snapshot, Reason.TOO_OLD));
  }

  private void removeSuperseded() {
    Set<UUID> newest = newest(limits.keep());
    removable().stream()
        .filter(this::isKnownToPools)
        .filter(snapshot -> !newest.contains(snapshot.id()))
        .forEach(snapshot -> remove(snapshot, Reason.SUPERSEDED));
  }

  /**
   * The oldest first, and only as many as it takes. The newest of a project and class, which the
   * next pool would be made from, comes after all that are not. What would free nothing stays.
   */
  private void makeRoom(long missingBytes) {
    Set<UUID> newest = newest(1);
    List<HeldSnapshot> candidates =
        freed.useful(removable().stream().filter(this::isKnownToPools).toList()).stream()
            .sorted(
                Comparator.<HeldSnapshot, Boolean>comparing(
                        snapshot -> newest.contains(snapshot.id()))
                    .thenComparing(OLDEST_FIRST))
            .toList();
    long missing = missingBytes - removals.stream().mapToLong(Removal::freedBytes).sum();
    for (HeldSnapshot candidate : candidates) {
      if (missing <= 0) {
        return;
      }
      missing -= remove(candidate, Reason.DISK_PRESSURE);
    }
  }

  /** Those that may go at all, oldest first. */
  private List<HeldSnapshot> removable() {
    return oldestFirst.stream()
        .filter(snapshot -> !gone.contains(snapshot.id()))
        .filter(snapshot -> !snapshot.isUsed())
        .filter(snapshot -> !wishes.wanted().contains(snapshot.id()))
        .filter(snapshot -> !wishes.unfinished().contains(snapshot.id()))
        .toList();
  }

  /** Had there been a pool to be made from it, that would be wanted by now. */
  private boolean isKnownToPools(HeldSnapshot snapshot) {
    return !snapshot.createdAt().plus(limits.grace()).isAfter(now);
  }

  /** So many of each project and class, of those that are left and not deleted. */
  private Set<UUID> newest(int most) {
    Set<UUID> newest = new HashSet<>();
    Map<Pair, Integer> counts = new HashMap<>();
    for (HeldSnapshot snapshot : oldestFirst.reversed()) {
      boolean stays = !gone.contains(snapshot.id()) && !wishes.deleted().contains(snapshot.id());
      if (stays && counts.merge(snapshot.pair(), 1, Integer::sum) <= most) {
        newest.add(snapshot.id());
      }
    }
    return newest;
  }

  private long remove(HeldSnapshot snapshot, Reason reason) {
    long bytes = freed.remove(snapshot);
    gone.add(snapshot.id());
    removals.add(new Removal(snapshot, reason, bytes));
    return bytes;
  }
}
