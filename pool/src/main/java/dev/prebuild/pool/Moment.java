package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.plan.Health;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How things stand for a pool when it is told something.
 *
 * @param spec what is wanted; empty if that is not known yet
 * @param tick reading of the clock that observations are stamped with
 */
record Moment(Optional<WarmPoolSpec> spec, HostState host, Health health, Instant now, long tick) {

  /** The newest. */
  Optional<UUID> snapshotId() {
    return spec.flatMap(WarmPoolSpec::snapshotId);
  }

  /** Whether claims are taken no more, for ever or for a while. */
  boolean isDraining() {
    return host.draining() || spec.filter(wanted -> !wanted.deleting()).isEmpty();
  }

  /** What an environment is made from when there is no instance: the newest, unless that fails. */
  Optional<UUID> coldSource() {
    return health.creating().isFailing() ? health.fallback().or(this::snapshotId) : snapshotId();
  }
}
