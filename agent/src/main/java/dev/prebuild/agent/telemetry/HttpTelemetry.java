package dev.prebuild.agent.telemetry;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;

/**
 * How the listener is used: what is of use of all that its server counts under names of its own.
 *
 * @param server's metrics
 */
public record HttpTelemetry(MetricRegistry server) {
  private static final Label CLASS = Label.of("class", "1xx", "2xx", "3xx", "4xx", "5xx");

  /** Shows it from now on. */
  public void show(Metrics metrics) {
    metrics.watchCount(
        "prebuild_agent_http_responses_total",
        "Answers of the listener, by the class of their status: 1xx, 2xx, 3xx, 4xx, 5xx.",
        counter -> CLASS.values().forEach(value -> counter.call(responses(value), value)),
        CLASS);
    metrics.watch(
        "prebuild_agent_http_active_requests",
        "Requests that are being answered, those that wait for news included.",
        this::activeRequests);
  }

  private double activeRequests() {
    return server.getCounters(MetricFilter.endsWith(".active-requests")).values().stream()
        .mapToDouble(Counter::getCount)
        .sum();
  }

  private double responses(String statusClass) {
    return server
        .getMeters(MetricFilter.endsWith("." + statusClass + "-responses"))
        .values()
        .stream()
        .mapToDouble(Meter::getCount)
        .sum();
  }
}
