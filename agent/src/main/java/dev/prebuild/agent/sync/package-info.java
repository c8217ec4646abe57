/**
 * The agent's side of the control plane: learns what is wanted by long poll, tells what has become
 * of it, and bears a control plane that is away.
 */
@NullMarked
package dev.prebuild.agent.sync;

import org.jspecify.annotations.NullMarked;
