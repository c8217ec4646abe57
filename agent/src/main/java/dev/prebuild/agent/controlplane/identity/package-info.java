/** Who calls, and with what right. */
@NullMarked
package dev.prebuild.agent.controlplane.identity;

import org.jspecify.annotations.NullMarked;
