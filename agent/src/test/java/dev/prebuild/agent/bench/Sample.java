package dev.prebuild.agent.bench;

import java.util.ArrayList;
import java.util.List;

/** Durations of one kind of thing, in milliseconds. */
final class Sample {
  private final List<Double> millis = new ArrayList<>();

  /** Something that takes time. */
  interface Work {
    void run() throws Exception;
  }

  void time(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    millis.add((System.nanoTime() - start) / 1e6);
  }

  /** Adds what was measured otherwise. */
  void add(long nanos) {
    millis.add(nanos / 1e6);
  }

  int size() {
    return millis.size();
  }

  double p50() {
    return quantile(0.5);
  }

  double p99() {
    return quantile(0.99);
  }

  /** Nearest rank. */
  private double quantile(double share) {
    List<Double> sorted = millis.stream().sorted().toList();
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
