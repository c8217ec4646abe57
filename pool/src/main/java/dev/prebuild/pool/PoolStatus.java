package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolPhase;
import java.util.Optional;

/**
 * Where a pool stands, as the control plane is told.
 *
 * @param running instances that are ready to be claimed
 * @param stopped instances in the reserve
 * @param desired running instances wanted; does not move with claims and backfill
 * @param failure what is wrong; present in DEGRADED
 */
public record PoolStatus(
    WarmPoolPhase phase, int running, int stopped, int desired, Optional<String> failure) {}
