package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.connect.CallObserver;
import dev.prebuild.agent.connect.ConnectCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.Optional;

/** Tells of calls of the embedded control plane's API. */
public final class CallTelemetry implements CallObserver {
  private static final double[] SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  /** Its duration is the agent's own choice, and would drown what the others tell. */
  private static final String LONG_POLL = "prebuildagent.v1.RunnerService/Sync";

  private final Counter calls;
  private final Histogram seconds;

  public CallTelemetry(Metrics metrics) {
    calls =
        metrics.counter(
            "prebuild_agent_api_calls_total",
            "Calls of the embedded control plane's API, by Connect's code: ok, or the refusal.",
            Label.open("method"),
            Label.open("code"));
    seconds =
        metrics.histogram(
            "prebuild_agent_api_call_duration_seconds",
            "Time that calls of the embedded control plane's API took; without Sync, which waits.",
            SECONDS,
            Label.open("method"));
  }

  @Override
  public void ended(String procedure, Optional<ConnectCode> refusal, Duration elapsed) {
    calls.labelValues(procedure, refusal.map(ConnectCode::wireName).orElse("ok")).inc();
    if (!procedure.equals(LONG_POLL)) {
      seconds.labelValues(procedure).observe(elapsed.toNanos() / 1e9);
    }
  }
}
