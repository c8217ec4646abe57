/** Sizing policies for warm pools, compared on one and the same list of claims. */
@NullMarked
package dev.prebuild.pool.autoscale.replay;

import org.jspecify.annotations.NullMarked;
