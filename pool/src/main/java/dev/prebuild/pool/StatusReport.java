package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.config.spec.WarmPoolSpec;
import java.util.Optional;

/** Where a pool stands, in the contract's terms, and whether that is news. */
final class StatusReport {
  private Optional<PoolStatus> last = Optional.empty();

  /**
   * What a pool has and wants.
   *
   * @param isNoneWanted whether it is to hold nothing at all, running or stopped
   */
  record Counted(int running, int stopped, int desired, boolean isNoneWanted) {
    boolean isSatisfied() {
      return isNoneWanted || running + stopped > 0;
    }
  }

  /** What was reported last; empty before the first report. */
  Optional<PoolStatus> last() {
    return last;
  }

  /**
   * What is to be reported; empty if it has been.
   *
   * @param isEmpty whether nothing is held, and nothing is under way
   */
  Optional<PoolStatus> next(
      WarmPoolSpec spec, Counted counted, boolean isEmpty, Optional<String> failure) {
    WarmPoolPhase phase = spec.deleting() ? draining(isEmpty) : living(spec, counted, failure);
    Optional<PoolStatus> status =
        Optional.of(
            new PoolStatus(
                phase, counted.running(), counted.stopped(), counted.desired(), failure));
    if (status.equals(last)) {
      return Optional.empty();
    }
    last = status;
    return status;
  }

  private static WarmPoolPhase draining(boolean isEmpty) {
    return isEmpty ? WarmPoolPhase.DELETED : WarmPoolPhase.DELETING;
  }

  private WarmPoolPhase living(WarmPoolSpec spec, Counted counted, Optional<String> failure) {
    if (spec.snapshotId().isEmpty()) {
      return WarmPoolPhase.PENDING;
    }
    if (failure.isPresent()) {
      return WarmPoolPhase.DEGRADED;
    }
    boolean wasReady = last.map(PoolStatus::phase).equals(Optional.of(WarmPoolPhase.READY));
    return counted.isSatisfied() || wasReady ? WarmPoolPhase.READY : WarmPoolPhase.PENDING;
  }
}
