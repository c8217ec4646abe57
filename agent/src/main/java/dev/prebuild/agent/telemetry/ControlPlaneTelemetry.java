package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.controlplane.EmbeddedControlPlane;
import dev.prebuild.agent.controlplane.Figures;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the embedded control plane stands, as metrics that are read when scraped. */
public final class ControlPlaneTelemetry {
  private static final Logger LOG = LoggerFactory.getLogger(ControlPlaneTelemetry.class);

  private final Metrics metrics;
  private final EmbeddedControlPlane controlPlane;

  public ControlPlaneTelemetry(Metrics metrics, EmbeddedControlPlane controlPlane) {
    this.metrics = metrics;
    this.controlPlane = controlPlane;
  }

  /** Shows it from now on. */
  public void show() {
    metrics.watch(
        "prebuild_agent_control_plane_hosts",
        "Hosts by state: available, cordoned, or silent for longer than their lease.",
        gauge ->
            read(
                figures -> {
                  gauge.call((double) figures.availableHosts(), "available");
                  gauge.call((double) figures.cordonedHosts(), "cordoned");
                  gauge.call((double) figures.silentHosts(), "silent");
                }),
        Label.of("state", "available", "cordoned", "silent"));
    metrics.watch(
        "prebuild_agent_control_plane_waiting_prebuilds",
        "Prebuilds that no host has a free slot for yet.",
        gauge -> read(figures -> gauge.call(figures.waitingPrebuilds())));
    metrics.watch(
        "prebuild_agent_control_plane_longest_wait_seconds",
        "Age of the oldest prebuild that waits for a host; 0 if none does.",
        gauge -> read(figures -> gauge.call((double) figures.longestWait().toSeconds())));
    metrics.watch(
        "prebuild_agent_control_plane_waiting_agents",
        "Agents whose long poll is open at this process.",
        gauge -> read(figures -> gauge.call(figures.waitingAgents())));
  }

  /**
   * A database that is away makes these figures absent, and leaves the rest of the scrape alone.
   */
  private void read(Consumer<Figures> show) {
    try {
      show.accept(controlPlane.figures());
    } catch (ConnectException e) {
      LOG.debug("the control plane's figures cannot be read", e);
    }
  }
}
