package dev.prebuild.agent.telemetry;

import java.util.List;

/**
 * What a metric is, for its reference.
 *
 * @param name in full, as a scrape has it
 */
public record MetricDescription(String name, Type type, String help, List<Label> labels) {
  public MetricDescription {
    labels = List.copyOf(labels);
  }

  /** As Prometheus knows them. */
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }
}
