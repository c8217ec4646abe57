package dev.prebuild.agent.controlplane.reconcile;

/** Cases that take place in a world, which is new for each. */
interface InWorld {
  World world();
}
