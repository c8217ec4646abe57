/** Puts the daemon together, from settings to a running process. */
@NullMarked
package dev.prebuild.agent.daemon;

import org.jspecify.annotations.NullMarked;
