package dev.prebuild.pool.pressure;

import dev.prebuild.pool.plan.Pressure;
import java.time.Duration;
import java.util.List;

/**
 * From where on a host is short of what.
 *
 * @param loadPerCore above which refilling pauses, and that is all that load does; more than 0
 * @param calm how long the reading has to have been better before a rung is left
 */
public record Thresholds(Memory memory, Disk disk, double loadPerCore, Duration calm) {

  /**
   * Shares of all memory, 0 to 1, none greater than the one before it. Removing snapshots frees no
   * memory, so that rung is not among them.
   */
  public record Memory(double pauseRefill, double stopSurplus, double dropReserve) {
    List<Step> steps() {
      return List.of(
          new Step(Pressure.DROP_RESERVE, Least.share(dropReserve)),
          new Step(Pressure.STOP_SURPLUS, Least.share(stopSurplus)),
          new Step(Pressure.PAUSE_REFILL, Least.share(pauseRefill)));
    }

    private Memory times(double factor) {
      return new Memory(pauseRefill * factor, stopSurplus * factor, dropReserve * factor);
    }
  }

  /**
   * Shares of the whole disk, 0 to 1, the second no greater than the first, and the bytes below
   * which snapshots go. On a small disk those are more than the shares: then all three begin there.
   * That an instance stops frees no disk, so that rung is only passed on the way.
   */
  public record Disk(double pauseRefill, double dropReserve, long freeSnapshotsBytes) {
    List<Step> steps() {
      return List.of(
          new Step(Pressure.FREE_SNAPSHOTS, new Least(0, freeSnapshotsBytes)),
          new Step(Pressure.DROP_RESERVE, new Least(dropReserve, freeSnapshotsBytes)),
          new Step(Pressure.PAUSE_REFILL, new Least(pauseRefill, freeSnapshotsBytes)));
    }

    private Disk times(double factor) {
      return new Disk(
          pauseRefill * factor, dropReserve * factor, Math.round(freeSnapshotsBytes * factor));
    }
  }

  /** What puts a host on a rung. */
  record Step(Pressure rung, Least least) {}

  /** The same with so much more room asked for. */
  Thresholds times(double factor) {
    return new Thresholds(memory.times(factor), disk.times(factor), loadPerCore / factor, calm);
  }
}
