package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.connect.CallObserver;
import dev.prebuild.agent.connect.ConnectCode;
import java.time.Duration;
import java.util.Optional;

/** Tells of calls of the embedded control plane's API. */
public final class CallTelemetry implements CallObserver {
  /** Its duration is the agent's own choice, and would drown what the others tell. */
  private static final String LONG_POLL = "prebuildagent.v1.RunnerService/Sync";

  private final Metrics metrics;

  public CallTelemetry(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void ended(String procedure, Optional<ConnectCode> refusal, Duration elapsed) {
    metrics.apiCalls.labelValues(procedure, refusal.map(ConnectCode::wireName).orElse("ok")).inc();
    if (!procedure.equals(LONG_POLL)) {
      metrics.apiCallSeconds.labelValues(procedure).observe(elapsed.toNanos() / 1e9);
    }
  }
}
