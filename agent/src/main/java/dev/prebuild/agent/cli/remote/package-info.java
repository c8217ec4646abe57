/** Calls of the agent and of the control plane. */
@NullMarked
package dev.prebuild.agent.cli.remote;

import org.jspecify.annotations.NullMarked;
