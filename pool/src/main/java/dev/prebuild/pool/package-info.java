/**
 * From a snapshot to warm instances to claims. One {@link dev.prebuild.pool.PoolLoop loop} owns a
 * pool; {@link dev.prebuild.pool.PoolReactor} is what it thinks, free of threads and of effects.
 */
@NullMarked
package dev.prebuild.pool;

import org.jspecify.annotations.NullMarked;
