/** The real reactor over a fake host, in virtual time, with everything going wrong that can. */
@NullMarked
package dev.prebuild.pool.simulation;

import org.jspecify.annotations.NullMarked;
