/** Tests of a host's mode. */
@NullMarked
package dev.prebuild.agent.host;

import org.jspecify.annotations.NullMarked;
