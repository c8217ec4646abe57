/** What to do next, as pure functions from values to values. */
@NullMarked
package dev.prebuild.pool.plan;

import org.jspecify.annotations.NullMarked;
