package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.PrebuildHost;
import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.host.PrebuildReporter;
import dev.prebuild.snapshot.host.RoomMaker;
import dev.prebuild.snapshot.host.SnapshotHost;
import dev.prebuild.snapshot.host.SourceFetcher;
import dev.prebuild.snapshot.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All prebuilds of this host: one loop each. */
public final class Prebuilds implements AutoCloseable {
  private final Means means;
  private final Slots slots;
  private final SnapshotMaker maker;
  private final Map<UUID, Entry> loops = new HashMap<>();

  private record Entry(PrebuildLoop loop, Thread thread) {
    boolean isOver() {
      return !thread.isAlive();
    }
  }

  /**
   * What loops work with.
   *
   * @param excluded absolute paths, with the shell's patterns, that no snapshot of this host is to
   *     hold
   */
  public record Means(
      PrebuildHost host,
      SnapshotHost snapshots,
      SourceFetcher sources,
      Ledger ledger,
      PrebuildLog log,
      PrebuildReporter reporter,
      PrebuildListener listener,
      SnapshotListener snapshotListener,
      RoomMaker roomMaker,
      List<String> excluded,
      Clock clock,
      RandomGenerator random) {
    public Means {
      excluded = List.copyOf(excluded);
    }
  }

  /**
   * How much at a time.
   *
   * @param concurrency prebuilds that may work at once; the rest stays PENDING
   * @param leastFreeBytes of the disk that no snapshot may take
   * @param searchBytes most that is searched for secrets in one snapshot
   */
  public record Limits(int concurrency, long leastFreeBytes, long searchBytes) {}

  public Prebuilds(Means means, Limits limits) {
    this.means = means;
    this.slots = new Slots(limits.concurrency(), means.clock());
    this.maker = SnapshotMaker.of(means, limits);
  }

  /**
   * The prebuilds that are wanted. One that is not named any more, although its end has not been
   * told, was given to another host or given up: all of it is removed. One that has ended here, but
   * is named by an answer that is older than the report of its end, stays ended.
   *
   * @param notUnderstood ids of prebuilds that are wanted, but not understood: left as they are
   */
  public synchronized void want(List<PrebuildSpec> wanted, Set<UUID> notUnderstood) {
    Set<UUID> named = wanted.stream().map(PrebuildSpec::id).collect(Collectors.toSet());
    loops.values().removeIf(entry -> entry.isOver() && !named.contains(entry.loop().id()));
    wanted.forEach(this::want);
    loops.values().stream()
        .filter(entry -> !named.contains(entry.loop().id()))
        .filter(entry -> !notUnderstood.contains(entry.loop().id()))
        .filter(entry -> entry.loop().abandon())
        .forEach(entry -> entry.thread().interrupt());
    Set<UUID> kept = Set.copyOf(notUnderstood);
    Thread.startVirtualThread(() -> removeStrays(kept));
  }

  /**
   * What is left although the end of its prebuild has been told, or nobody waits for it any more: a
   * crash came before it was cleared away.
   */
  private void removeStrays(Set<UUID> kept) {
    try {
      Set<UUID> begun = means.ledger().ids();
      Stream.concat(means.host().prebuilds().stream(), begun.stream())
          .distinct()
          .filter(id -> !kept.contains(id) && !hasLoop(id))
          .forEach(this::removeStray);
    } catch (HostUnavailableException | PrebuildException e) {
      means.listener().straysRemain(String.valueOf(e.getMessage()));
    }
  }

  private void removeStray(UUID id) {
    means.host().removeContainer(id);
    if (means.ledger().read(id).filter(entry -> !entry.isCompleted()).isPresent()) {
      means.snapshots().removeSnapshot(id);
    }
    means.log().finish(id);
    means.ledger().remove(id);
  }

  /** Asked at the last moment: it may have come to be wanted since the engine was asked. */
  private synchronized boolean hasLoop(UUID id) {
    return loops.containsKey(id);
  }

  private void want(PrebuildSpec spec) {
    Entry entry = loops.get(spec.id());
    if (entry == null) {
      loops.put(spec.id(), open(spec));
      return;
    }
    boolean isNewGoal = entry.loop().update(spec);
    if (entry.loop().isConcluded() ? isNewGoal : entry.isOver()) {
      loops.put(spec.id(), open(spec));
    } else if (isNewGoal) {
      entry.thread().interrupt();
    }
  }

  private Entry open(PrebuildSpec spec) {
    PrebuildLoop loop = new PrebuildLoop(spec, means, slots, maker);
    return new Entry(loop, Thread.ofVirtual().name("prebuild-" + spec.id()).start(loop));
  }

  /** A container of this host is gone: it may have been the last user of a snapshot. */
  public synchronized void containerGone() {
    loops.values().forEach(entry -> entry.loop().containerGone());
  }

  /** Prebuilds that are wanted here and have not come to their end; also those that wait. */
  public synchronized int underWay() {
    return Math.toIntExact(loops.values().stream().filter(entry -> !entry.isOver()).count());
  }

  /** Prebuilds that wait for others to be done. */
  public Queue queue() {
    return slots.queue(means.clock().instant());
  }

  /**
   * Those that wait.
   *
   * @param longestWait of them; zero if there is none
   */
  public record Queue(int length, Duration longestWait) {}

  /** Stops all loops; containers go on, and the next start takes them up. */
  @Override
  public synchronized void close() {
    for (Entry entry : loops.values()) {
      entry.loop().close();
      entry.thread().interrupt();
    }
  }
}
