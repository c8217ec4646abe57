package dev.prebuild.agent.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Makes every metric of the agent, by Prometheus's conventions: names in base units, histograms
 * that can be added up over hosts. Where the values of its labels are known, a metric is there from
 * the start, at 0: so a rate sees its first event, and what is absent is a mistake.
 */
public final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<MetricDescription> descriptions = new CopyOnWriteArrayList<>();

  /** What a scrape reads. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** All that were made so far. */
  public List<MetricDescription> descriptions() {
    return List.copyOf(descriptions);
  }

  /** Counts what happens. */
  Counter counter(String name, String help, Label... labels) {
    Counter counter =
        Counter.builder()
            .name(name)
            .help(help)
            .labelNames(describe(MetricDescription.Type.COUNTER, name, help, labels))
            .register(registry);
    Label.combinations(List.of(labels)).forEach(counter::initLabelValues);
    return counter;
  }

  /** Counts what happens by its size, in buckets that are the same on all hosts. */
  Histogram histogram(String name, String help, double[] bounds, Label... labels) {
    Histogram histogram =
        Histogram.builder()
            .name(name)
            .help(help)
            .labelNames(describe(MetricDescription.Type.HISTOGRAM, name, help, labels))
            .classicOnly()
            .classicUpperBounds(bounds)
            .register(registry);
    Label.combinations(List.of(labels)).forEach(histogram::initLabelValues);
    return histogram;
  }

  /** A number that is set when it changes. */
  Gauge gauge(String name, String help) {
    describe(MetricDescription.Type.GAUGE, name, help);
    return Gauge.builder().name(name).help(help).register(registry);
  }

  /** Numbers, read when scraped. */
  void watch(
      String name, String help, Consumer<GaugeWithCallback.Callback> values, Label... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(describe(MetricDescription.Type.GAUGE, name, help, labels))
        .callback(values)
        .register(registry);
  }

  /** Numbers that only grow, read when scraped. */
  void watchCount(
      String name, String help, Consumer<CounterWithCallback.Callback> values, Label... labels) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(describe(MetricDescription.Type.COUNTER, name, help, labels))
        .callback(values)
        .register(registry);
  }

  /** What never changes: a 1 whose labels tell it. */
  void info(String name, String help, SequencedMap<String, String> facts) {
    Label[] labels = facts.keySet().stream().map(Label::open).toArray(Label[]::new);
    Info.builder()
        .name(name)
        .help(help)
        .labelNames(describe(MetricDescription.Type.GAUGE, name, help, labels))
        .register(registry)
        .addLabelValues(facts.values().toArray(String[]::new));
  }

  /** A number without labels, read when scraped. */
  public void watch(String name, String help, DoubleSupplier value) {
    watch(name, help, gauge -> gauge.call(value.getAsDouble()));
  }

  /** Whether something that the agent depends on is there, read when scraped. */
  public void watchUp(String name, String help, BooleanSupplier isUp) {
    watch(name, help, () -> isUp.getAsBoolean() ? 1 : 0);
  }

  /** Returns the names of the labels. */
  private String[] describe(
      MetricDescription.Type type, String name, String help, Label... labels) {
    descriptions.add(new MetricDescription(name, type, help, List.of(labels)));
    return List.of(labels).stream().map(Label::name).toArray(String[]::new);
  }
}
