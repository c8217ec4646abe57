package dev.prebuild.pool.plan;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.instance.Instance;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * All that the planner looks at.
 *
 * @param desiredSize running instances wanted, 0 to {@code spec.maxSize()}
 * @param idle instances that nothing is being done to, oldest first
 * @param inDoubt instances that may have changed or left unseen
 * @param underWay what is being done to the others
 * @param creating pause after instances could not be made: the fault is likely the snapshot's
 * @param handling pause after instances could not be started, stopped or removed: the fault is
 *     likely the host's
 * @param slots operations that may be under way at once
 */
public record PoolView(
    WarmPoolSpec spec,
    int desiredSize,
    List<Instance> idle,
    List<Instance> inDoubt,
    Collection<Operation> underWay,
    Backoff creating,
    Backoff handling,
    int slots,
    Instant now) {}
