/**
 * The container engine: the two hosts that pools and prebuilds ask for, and a watch that tells what
 * there is. Containers carry the agent's state: labels for what never changes, the name for whether
 * an instance is still in its pool.
 */
@NullMarked
package dev.prebuild.agent.engine;

import org.jspecify.annotations.NullMarked;
