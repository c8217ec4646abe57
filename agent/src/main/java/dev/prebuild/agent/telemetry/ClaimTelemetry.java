package dev.prebuild.agent.telemetry;

import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of claims. */
public final class ClaimTelemetry {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimTelemetry.class);

  private final PoolMetrics metrics;

  ClaimTelemetry(PoolMetrics metrics) {
    this.metrics = metrics;
  }

  /** A claim has been answered. */
  public void claimed(ClaimRequest request, ClaimResult result, Duration elapsed) {
    double seconds = elapsed.toNanos() / 1e9;
    switch (result) {
      case ClaimResult.Claimed claimed -> {
        String source = Label.value(claimed.source());
        metrics.claims.labelValues(source).inc();
        metrics.claimSeconds.labelValues(source).observe(seconds);
        String miss = claimed.miss().map(Label::value).orElse("none");
        claimed.miss().ifPresent(reason -> metrics.misses.labelValues(Label.value(reason)).inc());
        LOG.atInfo()
            .addKeyValue("environment", request.environmentId())
            .addKeyValue("source", source)
            .addKeyValue("instance", claimed.environment().instanceId())
            .addKeyValue("seconds", seconds)
            .addKeyValue("miss", miss)
            .log("environment claimed");
      }
      case ClaimResult.Repeated _ -> {
        metrics.claims.labelValues(PoolMetrics.REPEATED).inc();
        LOG.atInfo()
            .addKeyValue("environment", request.environmentId())
            .log("environment claimed again");
      }
      case ClaimResult.Refused refused -> {
        metrics.claims.labelValues(Label.value(refused.reason())).inc();
        LOG.atWarn()
            .addKeyValue("environment", request.environmentId())
            .addKeyValue("reason", refused.message())
            .log("claim refused");
      }
    }
  }
}
