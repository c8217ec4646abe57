/** How short the host is of memory, disk or processors: from readings to a rung of the ladder. */
@NullMarked
package dev.prebuild.pool.pressure;

import org.jspecify.annotations.NullMarked;
