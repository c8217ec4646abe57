/** Tests of the ladder of pressure. */
@NullMarked
package dev.prebuild.pool.pressure;

import org.jspecify.annotations.NullMarked;
