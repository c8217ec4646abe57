package dev.prebuild.agent.daemon;

import dev.prebuild.agent.host.HostControl;
import dev.prebuild.agent.host.HostMode;
import dev.prebuild.agent.host.ModeFile;
import dev.prebuild.agent.sync.ControlPlane;
import dev.prebuild.agent.sync.SignOfLife;
import dev.prebuild.agent.telemetry.Metrics;
import dev.prebuild.pool.Pools;
import java.time.InstantSource;
import java.util.List;

/** The mode of this host, and those who go by it. */
final class HostSetup {
  private static final List<HostMode> MODES = List.of(HostMode.values());

  private HostSetup() {}

  static HostControl control(LiveSettings live, Metrics metrics, InstantSource clock) {
    HostControl host =
        HostControl.open(
            new ModeFile(live.get().paths().state().resolve("host-mode.json")),
            () -> live.get().runner().cordoned(),
            clock);
    metrics.watch(
        "prebuild_agent_host_mode",
        "What the host takes on: 0 everything, 1 nothing new (cordoned), 2 no claims either (draining).",
        () -> MODES.indexOf(host.mode()));
    return host;
  }

  /**
   * Pools hear of draining before they hear of anything else; the control plane hears of the mode
   * with every sign of life.
   */
  static void follow(HostControl host, Pools pools, ControlPlane controlPlane) {
    SignOfLife signOfLife = new SignOfLife(controlPlane);
    pools.drain(host.mode() == HostMode.DRAINING);
    host.follow(
        mode -> {
          pools.drain(mode == HostMode.DRAINING);
          signOfLife.give();
        });
  }
}
