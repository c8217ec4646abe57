package dev.prebuild.config.settings;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;

/**
 * When the host counts as short, and pools make do with less: first they are not refilled, then
 * running instances beyond the minimum are stopped, then stopped ones removed. Claimed environments
 * are never touched. A share of 0 turns a step off.
 *
 * @param calm how long there has to be a quarter more room than a step asks for until it is taken
 *     back
 */
public record PressureSettings(
    @Valid @NotNull MemorySettings memory,
    @Valid @NotNull DiskSettings disk,
    @Valid @NotNull LoadSettings load,
    @NotNull @MinDuration(1) Duration calm) {

  /**
   * Shares of the host's memory, below which, as available memory, each step is taken.
   *
   * @param pauseRefill nothing is brought up beyond the pools' minimum
   * @param stopSurplus running instances beyond the minimum are stopped
   * @param dropReserve stopped instances are removed
   */
  public record MemorySettings(
      @DecimalMin("0") @DecimalMax("0.5") double pauseRefill,
      @DecimalMin("0") @DecimalMax("0.5") double stopSurplus,
      @DecimalMin("0") @DecimalMax("0.5") double dropReserve) {

    @AssertTrue(
        message =
            "must be true: pauseRefill must not be less than stopSurplus, nor that less than dropReserve")
    public boolean isEachStepAfterTheOneBefore() {
      return pauseRefill >= stopSurplus && stopSurplus >= dropReserve;
    }
  }

  /**
   * Shares of the disk of the engine's data root, below which, as free space, each step is taken;
   * {@code disk.minimumFree} where that is more. Below that one unused snapshots go.
   *
   * @param pauseRefill nothing is brought up beyond the pools' minimum
   * @param dropReserve stopped instances are removed
   */
  public record DiskSettings(
      @DecimalMin("0") @DecimalMax("0.5") double pauseRefill,
      @DecimalMin("0") @DecimalMax("0.5") double dropReserve) {

    @AssertTrue(message = "must be true: pauseRefill must not be less than dropReserve")
    public boolean isEachStepAfterTheOneBefore() {
      return pauseRefill >= dropReserve;
    }
  }

  /**
   * What load does: no more than this.
   *
   * @param pauseRefill load average of one minute for each processor, above which it is taken
   */
  public record LoadSettings(@DecimalMin("0.1") double pauseRefill) {}
}
