package dev.prebuild.snapshot;

import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.RoomMaker;
import dev.prebuild.snapshot.host.SnapshotInUseException;
import dev.prebuild.snapshot.host.SnapshotStore;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.retention.Holdings;
import dev.prebuild.snapshot.retention.Removal;
import dev.prebuild.snapshot.retention.RetentionLimits;
import dev.prebuild.snapshot.retention.RetentionListener;
import dev.prebuild.snapshot.retention.RetentionPolicy;
import dev.prebuild.snapshot.retention.Wishes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Removes the snapshots of a host that nobody needs: looks now and then, when something has
 * changed, and when room is asked for. What is held and what is wanted is looked at afresh each
 * time, so a round may be run at any moment; what could not be done is tried again by the next.
 */
public final class Retention implements RoomMaker, AutoCloseable {
  /** Whoever waits for room does not wait longer. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Means means;
  private final RetentionLimits limits;
  private final long leastFree;
  private final Pace pace;
  private final Thread thread = Thread.ofVirtual().name("retention").unstarted(this::loop);
  private final Semaphore changed = new Semaphore(0);
  private volatile Wants wants = new Wants(false, Set.of(), Set.of());
  private volatile Holdings held = new Holdings(List.of(), Set.of());

  /** One round at a time; it guards all that is below. */
  private final ReentrantLock round = new ReentrantLock();

  private final Map<UUID, String> failures = new HashMap<>();
  private String unavailable = "";
  private boolean isShort;

  /** What it works with. */
  public record Means(
      SnapshotStore store, Ledger ledger, RetentionListener listener, InstantSource clock) {}

  /**
   * How often it looks.
   *
   * @param lookEvery when nothing has changed
   * @param rest the least between two rounds, however much changes
   */
  public record Pace(Duration lookEvery, Duration rest) {
    public static final Pace STANDARD = new Pace(Duration.ofMinutes(1), Duration.ofSeconds(1));
  }

  private record Wants(boolean areKnown, Set<UUID> wanted, Set<UUID> deleted) {}

  /**
   * @param leastFree of the disk in bytes; below that it is short of room
   */
  public Retention(Means means, RetentionLimits limits, long leastFree, Pace pace) {
    this.means = means;
    this.limits = limits;
    this.leastFree = leastFree;
    this.pace = pace;
  }

  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /**
   * What the control plane wants. To be told before pools are, so that nothing goes that one of
   * them is about to be made from.
   *
   * @param wanted what pools are to be made from
   * @param deleted what is to go as soon as nothing is made from it
   */
  public void want(Set<UUID> wanted, Set<UUID> deleted) {
    wants = new Wants(true, Set.copyOf(wanted), Set.copyOf(deleted));
    look();
  }

  /** Something has changed that may let a snapshot go. */
  public void look() {
    if (changed.availablePermits() == 0) {
      changed.release();
    }
  }

  /** What the host held when it was last looked at; nothing before that. */
  public Holdings held() {
    return held;
  }

  private void loop() {
    try {
      while (true) {
        changed.drainPermits();
        runRound();
        boolean _ = changed.tryAcquire(pace.lookEvery().toMillis(), TimeUnit.MILLISECONDS);
        Thread.sleep(pace.rest());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One round, on the caller's thread. */
  void runRound() throws InterruptedException {
    round.lockInterruptibly();
    try {
      removeUntil(() -> leastFree, means.clock().instant().plus(LONGEST_WAIT));
    } finally {
      round.unlock();
    }
  }

  @Override
  public void makeRoom(long bytes) {
    Instant limit = means.clock().instant().plus(LONGEST_WAIT);
    try {
      if (!round.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      removeUntil(() -> free().orElse(0) + bytes, limit);
    } finally {
      round.unlock();
    }
  }

  /** What layers take is not told to the block: whether it was enough is seen afterwards. */
  private void removeUntil(LongSupplier wantedFree, Instant limit) {
    try {
      long wanted = wantedFree.getAsLong();
      boolean isWorthwhile = true;
      while (isWorthwhile && means.clock().instant().isBefore(limit)) {
        isWorthwhile = removeOnce(wanted, limit);
      }
    } catch (HostUnavailableException | PrebuildException e) {
      cannotLook(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // Without the next round nothing would be removed any more.
      cannotLook("unforeseen, report this: " + e);
    }
  }

  /** Returns whether there is more to do, and some of it was done. */
  private boolean removeOnce(long wantedFree, Instant limit) {
    Holdings holdings = means.store().look();
    canLook(holdings);
    long missing = missing(wantedFree);
    List<Removal> removals =
        RetentionPolicy.plan(holdings, wishes(), limits, missing, means.clock().instant());
    boolean hasRemoved = false;
    for (Removal removal : removals) {
      hasRemoved |= means.clock().instant().isBefore(limit) && remove(removal);
    }
    if (hasRemoved) {
      tellOf(means.store().look());
    }
    long stillMissing = missing(wantedFree);
    tellOfShortage(hasRemoved ? 0 : stillMissing);
    return hasRemoved && stillMissing > 0;
  }

  private OptionalLong free() {
    return means.store().freeBytes();
  }

  private long missing(long wantedFree) {
    OptionalLong free = free();
    return free.isEmpty() ? 0 : Math.max(0, wantedFree - free.getAsLong());
  }

  private Wishes wishes() {
    Wants current = wants;
    return new Wishes(
        current.areKnown(), current.wanted(), current.deleted(), means.ledger().ids());
  }

  /** A pool may have come to want it since the plan was made. */
  private boolean remove(Removal removal) {
    UUID id = removal.snapshot().id();
    if (wants.wanted().contains(id)) {
      return false;
    }
    try {
      means.store().remove(id);
      failures.remove(id);
      means.listener().removed(removal);
      return true;
    } catch (SnapshotInUseException e) {
      // Somebody was quicker; when that is gone, it is looked at again.
      return false;
    } catch (HostUnavailableException | PrebuildException e) {
      String cause = String.valueOf(e.getMessage());
      if (!cause.equals(failures.put(id, cause))) {
        means.listener().stays(removal, cause);
      }
      return false;
    }
  }

  private void canLook(Holdings holdings) {
    if (!unavailable.isEmpty()) {
      unavailable = "";
      means.listener().available();
    }
    failures
        .keySet()
        .removeIf(
            id -> holdings.snapshots().stream().noneMatch(snapshot -> snapshot.id().equals(id)));
    tellOf(holdings);
  }

  private void tellOf(Holdings now) {
    held = now;
    means.listener().held(now.snapshots().size(), now.bytes());
  }

  private void cannotLook(String cause) {
    if (!cause.equals(unavailable)) {
      unavailable = cause;
      means.listener().unavailable(cause);
    }
  }

  private void tellOfShortage(long missing) {
    if (missing > 0 && !isShort && wants.areKnown()) {
      means.listener().nothingToFree(missing);
    }
    isShort = missing > 0 && wants.areKnown();
  }
}
