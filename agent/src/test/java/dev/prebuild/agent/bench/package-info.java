/** Benchmarks: the agent's figures beside the engine's own, measured in the same run. */
@NullMarked
package dev.prebuild.agent.bench;

import org.jspecify.annotations.NullMarked;
