package dev.prebuild.agent.engine;

import dev.prebuild.config.spec.Limits;

/**
 * Those limits of a container that the engine can change while it runs; network and disk it cannot.
 *
 * @param nanoCpus billionths of a core; 0 for no limit
 * @param memoryBytes 0 for no limit
 * @param processes 0 for no limit
 */
record ChangeableLimits(long nanoCpus, long memoryBytes, long processes) {

  static ChangeableLimits of(Limits limits) {
    return new ChangeableLimits(limits.nanoCpus(), limits.memoryBytes(), limits.processes());
  }
}
