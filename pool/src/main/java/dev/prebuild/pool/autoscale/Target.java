package dev.prebuild.pool.autoscale;

import java.time.Instant;

/**
 * How many instances a pool keeps ready.
 *
 * @param size within minSize and maxSize
 * @param reason one sentence for the operator, beginning with the size
 * @param bound what has decided it in place of the expected claims
 * @param until when it is asked for again at the latest; it does not fall before
 */
public record Target(int size, String reason, Bound bound, Instant until) {}
