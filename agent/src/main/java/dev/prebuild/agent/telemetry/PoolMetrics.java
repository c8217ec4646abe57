package dev.prebuild.agent.telemetry;

import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.ClaimSource;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.ArrayList;
import java.util.List;

/** The metrics of what pools do, and of claims. */
final class PoolMetrics {
  static final String REPEATED = "repeated";
  static final String SCRATCH = "scratch";
  static final String STOPPED = "stopped";

  private static final double[] CLAIM_SECONDS = {
    0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.006, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
    10, 30, 60
  };
  private static final double[] OPERATION_SECONDS = {
    0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300
  };
  private static final Label OPERATION =
      Label.of("operation", "create", "start", "prove", "stop", "look", "remove");
  private static final Label OUTCOME = Label.of("outcome", outcome(false), outcome(true));

  final Counter claims;
  final Counter misses;
  final Histogram claimSeconds;
  final Counter operations;
  final Histogram operationSeconds;
  final Histogram refillSeconds;
  final Counter rotations;

  PoolMetrics(Metrics metrics) {
    claims =
        metrics.counter(
            "prebuild_agent_claims_total",
            "Claims by outcome: running, stopped, cold, repeated, or why it was refused.",
            claimOutcomes());
    misses =
        metrics.counter(
            "prebuild_agent_claim_misses_total",
            "Claims that got no ready instance of the newest snapshot at once, by reason: empty, "
                + "stale, unhealthy, capacity.",
            Label.of("reason", ClaimResult.Miss.values()));
    claimSeconds =
        metrics.histogram(
            "prebuild_agent_claim_duration_seconds",
            "Time from a claim's arrival to its instance, by where the instance came from.",
            CLAIM_SECONDS,
            Label.of("source", ClaimSource.values()));
    operations =
        metrics.counter(
            "prebuild_agent_pool_operations_total",
            "Operations on instances that have ended, by what was done and how it ended.",
            OPERATION,
            OUTCOME);
    operationSeconds =
        metrics.histogram(
            "prebuild_agent_pool_operation_duration_seconds",
            "Time from the decision on an operation to its end, waiting for its turn included.",
            OPERATION_SECONDS,
            OPERATION);
    refillSeconds =
        metrics.histogram(
            "prebuild_agent_pool_refill_duration_seconds",
            "Time from the decision to bring an instance up until it was ready, by what it came "
                + "from: stopped, scratch.",
            OPERATION_SECONDS,
            Label.of("source", STOPPED, SCRATCH));
    rotations =
        metrics.counter(
            "prebuild_agent_pool_rotations_total",
            "Instances brought up in place of outdated ones, by outcome: done, failed.",
            OUTCOME);
  }

  private static Label claimOutcomes() {
    List<String> values = new ArrayList<>(Label.of("", ClaimSource.values()).values());
    values.add(REPEATED);
    values.addAll(Label.of("", ClaimResult.Reason.values()).values());
    return new Label("outcome", values);
  }

  static String outcome(boolean hasFailed) {
    return hasFailed ? "failed" : "done";
  }
}
