package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** One random walk on each database; {@link RandomWalkTest} makes many on the faster one. */
interface WalkCases extends InWorld {
  @Test
  default void whateverHappensWhatMustHoldHolds() {
    Seeds.each(1, random -> new Walk(world(), random).go(150));
  }
}
