/** Whether this host takes on work, as its operator wants it. */
@NullMarked
package dev.prebuild.agent.host;

import org.jspecify.annotations.NullMarked;
