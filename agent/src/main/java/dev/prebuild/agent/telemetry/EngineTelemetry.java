package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.engine.EngineCallListener;
import io.prometheus.metrics.core.metrics.Counter;

/** Tells of calls to the container engine; why one failed is told by whoever made it. */
public final class EngineTelemetry implements EngineCallListener {
  private final Counter calls;

  public EngineTelemetry(Metrics metrics) {
    calls =
        metrics.counter(
            "prebuild_agent_engine_calls_total",
            "Calls to the container engine, by outcome: done, not_found, conflict, refused, "
                + "unreachable. The last two are failures.",
            Label.of("outcome", Outcome.values()));
  }

  @Override
  public void ended(Outcome outcome) {
    calls.labelValues(Label.value(outcome)).inc();
  }
}
