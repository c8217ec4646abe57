package dev.prebuild.agent.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.PoolSum;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.PoolShare;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold at any moment, and from one moment to the next. */
record Invariants(Moment before, Moment after, Instant now) {
  private static final Duration PURGED_AFTER = Duration.ofDays(30);

  void check(Deeds.Deed deed) {
    after.prebuilds().values().forEach(this::checkLease);
    after.hosts().values().forEach(this::checkHost);
    after.pools().values().forEach(this::checkPool);
    checkNothingWaitsForAFreeSlot();
    before.prebuilds().values().forEach(this::checkMove);
    before.views().forEach((host, view) -> checkTold(host, view, deed));
  }

  private void checkLease(LeasedPrebuild leased) {
    Prebuild prebuild = leased.prebuild();
    boolean isUnfinished = !PhaseRules.isTerminal(prebuild.getStatus().getPhase());
    List<String> toldTo =
        after.views().entrySet().stream()
            .filter(entry -> entry.getValue().prebuilds().containsKey(prebuild.getId()))
            .map(Map.Entry::getKey)
            .toList();
    if (isUnfinished) {
      assertThat(toldTo)
          .as("hosts told of %s", prebuild)
          .isEqualTo(leased.host().stream().toList());
    } else {
      assertThat(toldTo).as("hosts told of %s, which is over", prebuild).isEmpty();
    }
    if (isUnfinished && leased.host().isEmpty()) {
      assertThat(prebuild.getStatus().getPhase())
          .as("phase of %s, which no host has", prebuild.getId())
          .isEqualTo(PrebuildPhase.PREBUILD_PHASE_PENDING);
    }
  }

  private void checkHost(Host host) {
    int loadBefore = before.loadOf(host);
    assertThat(after.loadOf(host))
        .as("prebuilds of host %s", host)
        .isLessThanOrEqualTo(Math.max(host.capacity().prebuilds(), loadBefore));
    int draining = 0;
    int wanted = 0;
    for (PoolShare share : after.sharesOn(host)) {
      if (PhaseRules.isLeaving(pool(share))) {
        draining += share.maxSize();
      } else {
        assertThat(host.isAvailable()).as("%s, which has %s", host, share).isTrue();
        wanted += share.maxSize();
      }
    }
    assertThat(wanted)
        .as("instances of host %s, beside %d that drain", host, draining)
        .isLessThanOrEqualTo(Math.max(0, host.capacity().instances() - draining));
  }

  private WarmPool pool(PoolShare share) {
    return after.pools().getOrDefault(share.poolId(), WarmPool.getDefaultInstance());
  }

  private void checkPool(WarmPool pool) {
    List<PoolShare> shares = after.sharesOf(pool);
    assertThat(
            PoolSum.of(
                pool,
                shares.stream()
                    .collect(Collectors.toMap(share -> share.host().name(), PoolShare::status))))
        .as("status of pool %s", pool.getId())
        .isEqualTo(pool.getStatus());
    if (PhaseRules.isLeaving(pool)) {
      return;
    }
    assertThat(shares.stream().mapToInt(PoolShare::minSize).sum())
        .isLessThanOrEqualTo(pool.getSpec().getMinSize());
    assertThat(shares.stream().mapToInt(PoolShare::maxSize).sum())
        .isLessThanOrEqualTo(pool.getSpec().getMaxSize());
    assertThat(pool.getSpec().getSnapshotId())
        .as("snapshot of pool %s", pool.getId())
        .isEqualTo(newestSnapshot(pool));
  }

  /** Of those that a host holds, if there are any. */
  private String newestSnapshot(WarmPool pool) {
    List<String> made = snapshots(pool);
    List<String> held = made.stream().filter(after::isHeld).toList();
    List<String> usable = held.isEmpty() ? made : held;
    return usable.isEmpty() ? "" : usable.getLast();
  }

  /** Oldest first. */
  private List<String> snapshots(WarmPool pool) {
    return after.prebuilds().values().stream()
        .map(LeasedPrebuild::prebuild)
        .filter(
            made ->
                made.getStatus().getPhase() == PrebuildPhase.PREBUILD_PHASE_COMPLETED
                    && made.getMetadata().getProjectId().equals(pool.getMetadata().getProjectId())
                    && made.getMetadata()
                        .getEnvironmentClassId()
                        .equals(pool.getMetadata().getEnvironmentClassId()))
        .map(Prebuild::getId)
        .toList();
  }

  private void checkNothingWaitsForAFreeSlot() {
    List<String> waiting =
        after.prebuilds().values().stream()
            .filter(leased -> leased.host().isEmpty())
            .map(LeasedPrebuild::prebuild)
            .filter(prebuild -> !PhaseRules.isTerminal(prebuild.getStatus().getPhase()))
            .map(Prebuild::getId)
            .toList();
    if (!waiting.isEmpty()) {
      assertThat(after.hosts().values())
          .as("hosts, while %s wait", waiting)
          .noneMatch(
              host -> host.isAvailable() && after.loadOf(host) < host.capacity().prebuilds());
    }
  }

  private void checkMove(LeasedPrebuild old) {
    Prebuild was = old.prebuild();
    if (!after.prebuilds().containsKey(was.getId())) {
      assertThat(Times.of(was.getMetadata().getCreatedAt()))
          .as("creation of %s, which was purged", was)
          .isBefore(now.minus(PURGED_AFTER));
      return;
    }
    Prebuild is = after.prebuilds().getOrDefault(was.getId(), old).prebuild();
    PrebuildPhase from = was.getStatus().getPhase();
    assertThat(reachable(from))
        .as("phases after %s of %s", from, was.getId())
        .contains(is.getStatus().getPhase());
    assertThat(is.getStatus().getStatusVersion() > was.getStatus().getStatusVersion())
        .as("whether the version moved between %s and %s", was, is)
        .isEqualTo(!is.getStatus().equals(was.getStatus()));
    assertThat(is.getSpec().getSpecVersion() > was.getSpec().getSpecVersion())
        .as("whether the spec's version moved between %s and %s", was, is)
        .isEqualTo(!is.getSpec().equals(was.getSpec()));
  }

  /** All that may follow, at once or later, as the table of transitions has it. */
  private static Set<PrebuildPhase> reachable(PrebuildPhase from) {
    Set<PrebuildPhase> reached = EnumSet.of(from);
    Deque<PrebuildPhase> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      for (PrebuildPhase next : following(open.remove())) {
        if (reached.add(next)) {
          open.add(next);
        }
      }
    }
    return reached;
  }

  private static Collection<PrebuildPhase> following(PrebuildPhase phase) {
    Set<PrebuildPhase> following = EnumSet.noneOf(PrebuildPhase.class);
    following.addAll(PhaseRules.reportableAfter(phase));
    if (PhaseRules.cancel(phase) == PhaseRules.Effect.ASKED) {
      following.add(PrebuildPhase.PREBUILD_PHASE_CANCELLING);
      following.add(PrebuildPhase.PREBUILD_PHASE_CANCELLED);
    }
    if (PhaseRules.delete(phase) == PhaseRules.Effect.ASKED) {
      following.add(PrebuildPhase.PREBUILD_PHASE_DELETING);
      following.add(PrebuildPhase.PREBUILD_PHASE_DELETED);
    }
    return following;
  }

  private void checkTold(String host, HostView was, Deeds.Deed deed) {
    HostView is = after.views().getOrDefault(host, was);
    if (is.revision() == was.revision()) {
      assertThat(is).as("what host %s is told under an old revision", host).isEqualTo(was);
    } else {
      assertThat(is.revision()).isGreaterThan(was.revision());
      assertThat(is.saysTheSameAs(was) && deed.isOneThing())
          .as("whether host %s is woken for nothing", host)
          .isFalse();
    }
  }
}
