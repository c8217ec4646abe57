/** Instances of a pool, and what a pool needs of the host that runs them. */
@NullMarked
package dev.prebuild.pool.instance;

import org.jspecify.annotations.NullMarked;
