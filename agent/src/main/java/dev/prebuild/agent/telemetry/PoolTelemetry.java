package dev.prebuild.agent.telemetry;

import dev.prebuild.pool.Message.Outcome;
import dev.prebuild.pool.PoolListener;
import dev.prebuild.pool.PoolStatus;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of pools; what a claim does is told where it is answered. */
public final class PoolTelemetry implements PoolListener {
  private static final Logger LOG = LoggerFactory.getLogger(PoolTelemetry.class);

  private final Metrics metrics;

  public PoolTelemetry(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void ended(UUID poolId, Operation operation, Outcome outcome, Duration elapsed) {
    if (!(operation instanceof Operation.Planned planned)) {
      return;
    }
    String name = planned.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    boolean hasFailed = outcome instanceof Outcome.Failed;
    metrics.operations.labelValues(name, hasFailed ? "failed" : "done").inc();
    metrics.operationSeconds.labelValues(name).observe(elapsed.toNanos() / 1e9);
    if (outcome instanceof Outcome.Failed failed) {
      LOG.atWarn()
          .addKeyValue("pool", poolId)
          .addKeyValue("instance", planned.instanceId())
          .addKeyValue("operation", name)
          .addKeyValue("because", planned.reason())
          .addKeyValue("failure", failed.message())
          .log("pool operation failed");
    } else {
      LOG.atInfo()
          .addKeyValue("pool", poolId)
          .addKeyValue("instance", planned.instanceId())
          .addKeyValue("operation", name)
          .addKeyValue("because", planned.reason())
          .addKeyValue("millis", elapsed.toMillis())
          .log("pool operation");
    }
  }

  @Override
  public void changed(UUID poolId, PoolStatus status) {
    LOG.atDebug()
        .addKeyValue("pool", poolId)
        .addKeyValue("phase", status.phase())
        .addKeyValue("running", status.running())
        .addKeyValue("stopped", status.stopped())
        .addKeyValue("desired", status.desired())
        .log("pool changed");
  }

  @Override
  public void broken(UUID poolId, RuntimeException cause) {
    LOG.atError()
        .addKeyValue("pool", poolId)
        .setCause(cause)
        .log("the pool's loop has stopped; its instances stay; restart the agent and report this");
  }
}
