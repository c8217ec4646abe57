package dev.prebuild.pool.plan;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.instance.Instance;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * All that the planner looks at.
 *
 * @param idle instances that nothing is being done to, oldest first
 * @param inDoubt instances that may have changed or left unseen
 * @param underWay what is being done to the others
 * @param slots operations that may be under way at once: of those that bring instances up, and of
 *     the others
 */
public record PoolView(
    WarmPoolSpec spec,
    Aim aim,
    List<Instance> idle,
    List<Instance> inDoubt,
    Collection<Operation> underWay,
    Health health,
    int slots,
    Instant now) {}
