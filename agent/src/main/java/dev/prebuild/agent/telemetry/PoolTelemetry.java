package dev.prebuild.agent.telemetry;

import dev.prebuild.pool.Message.Outcome;
import dev.prebuild.pool.PoolFigures;
import dev.prebuild.pool.PoolListener;
import dev.prebuild.pool.PoolStatus;
import dev.prebuild.pool.autoscale.Target;
import dev.prebuild.pool.plan.Operation;
import dev.prebuild.pool.plan.Urgency;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of pools; what a claim does is told where it is answered. */
public final class PoolTelemetry implements PoolListener {
  private static final Logger LOG = LoggerFactory.getLogger(PoolTelemetry.class);

  private final Metrics all;
  private final PoolMetrics metrics;

  public PoolTelemetry(Metrics metrics) {
    this.all = metrics;
    this.metrics = new PoolMetrics(metrics);
  }

  /** Tells of claims; in the same metrics. */
  public ClaimTelemetry claims() {
    return new ClaimTelemetry(metrics);
  }

  /** How pools are, read when scraped. */
  public void watch(Supplier<Map<UUID, PoolFigures>> figures, InstantSource clock) {
    new PoolGauges(figures, clock).addTo(all);
  }

  @Override
  public void ended(UUID poolId, Operation operation, Outcome outcome, Duration elapsed) {
    if (!(operation instanceof Operation.Planned planned)) {
      return;
    }
    String name = planned.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    boolean hasFailed = outcome instanceof Outcome.Failed;
    metrics.operations.labelValues(name, PoolMetrics.outcome(hasFailed)).inc();
    double seconds = elapsed.toNanos() / 1e9;
    metrics.operationSeconds.labelValues(name).observe(seconds);
    if (planned instanceof Operation.BringUp bringUp) {
      broughtUp(bringUp, hasFailed, seconds);
    }
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

  private void broughtUp(Operation.BringUp bringUp, boolean hasFailed, double seconds) {
    if (bringUp.urgency().rank() == Urgency.Rank.ROTATION) {
      metrics.rotations.labelValues(PoolMetrics.outcome(hasFailed)).inc();
    }
    if (!hasFailed) {
      String source =
          bringUp instanceof Operation.Create ? PoolMetrics.SCRATCH : PoolMetrics.STOPPED;
      metrics.refillSeconds.labelValues(source).observe(seconds);
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
  public void resized(UUID poolId, Target target) {
    LOG.atInfo()
        .addKeyValue("pool", poolId)
        .addKeyValue("because", target.reason())
        .log("pool is to keep {} running", target.size());
  }

  @Override
  public void broken(UUID poolId, RuntimeException cause) {
    LOG.atError()
        .addKeyValue("pool", poolId)
        .setCause(cause)
        .log("the pool's loop has stopped; its instances stay; restart the agent and report this");
  }
}
