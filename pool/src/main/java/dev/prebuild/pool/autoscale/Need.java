package dev.prebuild.pool.autoscale;

import java.time.Instant;

/**
 * How many ready instances are called for.
 *
 * @param when the moment, soon after now, that calls for most
 * @param bound what has decided instead of the expected claims
 */
record Need(int size, Instant when, Bound bound) {}
