package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.git.MirrorUse;
import dev.prebuild.agent.git.SourceListener;
import dev.prebuild.agent.git.Trouble;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of clones; why one failed is told where its prebuild fails. */
public final class SourceTelemetry implements SourceListener {
  private static final Logger LOG = LoggerFactory.getLogger(SourceTelemetry.class);

  private static final String CLONED = "cloned";
  private static final String INTERRUPTED = "interrupted";

  private static final double[] SECONDS = {
    0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800
  };

  final Counter clones;
  final Counter mirrors;
  final Histogram seconds;
  final Counter bytes;

  public SourceTelemetry(Metrics metrics) {
    clones =
        metrics.counter(
            "prebuild_agent_clones_total",
            "Clones of prebuilds' sources, by outcome: cloned, interrupted, or what failed.",
            outcomes());
    mirrors =
        metrics.counter(
            "prebuild_agent_clone_mirror_total",
            "Repositories and submodules cloned, by what their mirror was: hit, miss, bypassed.",
            Label.of("result", MirrorUse.values()));
    seconds =
        metrics.histogram(
            "prebuild_agent_clone_duration_seconds",
            "Time that prebuilds' sources took to clone, submodules and large files included.",
            SECONDS);
    bytes =
        metrics.counter(
            "prebuild_agent_clone_fetched_bytes_total",
            "Bytes that clones fetched, as they lie on disk.");
  }

  private static Label outcomes() {
    List<String> values = new ArrayList<>(List.of(CLONED, INTERRUPTED));
    values.addAll(Label.of("outcome", Trouble.values()).values());
    return new Label("outcome", values);
  }

  @Override
  public void mirrorUsed(MirrorUse use) {
    mirrors.labelValues(Label.value(use)).inc();
  }

  @Override
  public void cloned(UUID prebuildId, Duration elapsed, long fetchedBytes) {
    double took = elapsed.toNanos() / 1e9;
    clones.labelValues(CLONED).inc();
    seconds.observe(took);
    bytes.inc(fetchedBytes);
    LOG.atInfo()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("seconds", took)
        .addKeyValue("fetchedBytes", fetchedBytes)
        .log("sources cloned");
  }

  @Override
  public void failed(UUID prebuildId, Trouble trouble, Duration elapsed) {
    clones.labelValues(Label.value(trouble)).inc();
    LOG.atInfo()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("trouble", Label.value(trouble))
        .addKeyValue("seconds", elapsed.toNanos() / 1e9)
        .log("sources cannot be cloned");
  }

  @Override
  public void interrupted(UUID prebuildId) {
    clones.labelValues(INTERRUPTED).inc();
  }
}
