/** Tests of the look at how short the host is. */
@NullMarked
package dev.prebuild.agent.pressure;

import org.jspecify.annotations.NullMarked;
