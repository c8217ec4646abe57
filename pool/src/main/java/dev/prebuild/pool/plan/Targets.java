package dev.prebuild.pool.plan;

/**
 * How many instances a pool is to have, given what the host can bear.
 *
 * @param running wanted
 * @param mayBringUp running instances up to which missing ones may be brought up now
 * @param stopped wanted in reserve
 * @param mayCreate whether new instances may be made to fill up what is missing
 * @param mayRotate whether instances may be made that are not missing
 */
record Targets(int running, int mayBringUp, int stopped, boolean mayCreate, boolean mayRotate) {

  static Targets of(PoolView view) {
    Aim aim = view.aim();
    int minSize = view.spec().minSize();
    int maxSize = view.spec().maxSize();
    Pressure pressure = aim.pressure();
    boolean isShort = pressure.isAtLeast(Pressure.STOP_SURPLUS);
    int desired = isShort ? Math.min(aim.desiredSize(), minSize) : aim.desiredSize();
    int running = Math.min(maxSize, desired + aim.waitingClaims());
    int guaranteed = Math.min(running, minSize + aim.waitingClaims());
    return new Targets(
        running,
        pressure == Pressure.NONE ? running : guaranteed,
        pressure.isAtLeast(Pressure.DROP_RESERVE)
            ? 0
            : Math.min(aim.mostStopped(), maxSize - running),
        !isShort,
        pressure == Pressure.NONE);
  }

  /** Running and stopped. */
  int total() {
    return running + stopped;
  }
}
