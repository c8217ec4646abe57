package dev.prebuild.agent.daemon;

import dev.prebuild.agent.report.PoolReports;
import dev.prebuild.agent.telemetry.PoolTelemetry;
import dev.prebuild.pool.Message.Outcome;
import dev.prebuild.pool.PoolListener;
import dev.prebuild.pool.PoolStatus;
import dev.prebuild.pool.autoscale.Target;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.util.UUID;

/** Passes what pools do to those who tell of it: log and metrics, and the control plane. */
record PoolEars(PoolTelemetry telemetry, PoolReports reports) implements PoolListener {
  @Override
  public void ended(UUID poolId, Operation operation, Outcome outcome, Duration elapsed) {
    telemetry.ended(poolId, operation, outcome, elapsed);
  }

  @Override
  public void changed(UUID poolId, PoolStatus status) {
    telemetry.changed(poolId, status);
    reports.changed(poolId, status);
  }

  @Override
  public void resized(UUID poolId, Target target) {
    telemetry.resized(poolId, target);
  }

  @Override
  public void broken(UUID poolId, RuntimeException cause) {
    telemetry.broken(poolId, cause);
  }
}
