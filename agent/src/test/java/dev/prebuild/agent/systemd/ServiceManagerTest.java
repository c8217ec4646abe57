package dev.prebuild.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceManagerTest {
  private final List<String> sent = new ArrayList<>();
  private final ServiceManager manager =
      new ServiceManager(sent::add, Optional.of(Duration.ofSeconds(60)));

  @Test
  void aStartThatGoesOnIsGivenMoreTimeUntilItIsOver() {
    manager.alive();
    manager.ready();
    manager.alive();

    assertThat(manager.beat()).isEqualTo(Duration.ofSeconds(30));
    assertThat(sent)
        .containsExactly("EXTEND_TIMEOUT_USEC=90000000", "WATCHDOG=1", "READY=1", "WATCHDOG=1");
  }

  @Test
  void withoutAWatchdogOnlyTheStartNeedsSigns() {
    ServiceManager unwatched = new ServiceManager(sent::add, Optional.empty());

    unwatched.alive();
    unwatched.ready();
    unwatched.alive();

    assertThat(sent).containsExactly("EXTEND_TIMEOUT_USEC=30000000", "READY=1");
  }

  @Test
  void aStatusIsOneLineAndSaidOnlyWhenItIsNews() {
    manager.status("first\nline");
    manager.status("first\nline");
    manager.status("second");

    assertThat(sent).containsExactly("STATUS=first line", "STATUS=second");
  }

  @Test
  void aReloadEndsReady() {
    manager.ready();
    manager.reloading(7_000_999);
    manager.reloaded();

    assertThat(sent).containsExactly("READY=1", "RELOADING=1\nMONOTONIC_USEC=7000", "READY=1");
  }

  @Test
  void aReloadBeforeTheServiceIsReadyDoesNotMakeItReady() {
    manager.reloading(7);
    manager.reloaded();

    assertThat(sent).isEmpty();
  }

  @Test
  void nothingOvertakesTheEnd() {
    manager.stopping();
    manager.status("3 pools");

    assertThat(sent).containsExactly("STATUS=stopping", "STOPPING=1");
  }

  @Test
  void aServiceManagerThatIsAwayHarmsNobody() {
    ServiceManager away =
        new ServiceManager(
            _ -> {
              throw new IOException("nobody listens");
            },
            Optional.empty());

    away.ready();
    away.status("3 pools");
  }

  @Test
  void theWatchdogIsForTheProcessThatItNames() {
    Map<String, String> ours = Map.of("WATCHDOG_USEC", "2000000", "WATCHDOG_PID", "12");

    assertThat(ServiceManager.watchdog(ours, 12)).hasValue(Duration.ofSeconds(2));
    assertThat(ServiceManager.watchdog(ours, 13)).isEmpty();
    assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "5"), 13))
        .hasValue(Duration.ofNanos(5_000));
    assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "0"), 13)).isEmpty();
    assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "soon"), 13)).isEmpty();
    assertThat(ServiceManager.watchdog(Map.of(), 13)).isEmpty();
  }

  @Test
  void whoeverStartsUsByHandIsNoServiceManager() {
    assertThat(ServiceManager.of(Map.of(), 1)).isEmpty();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234"), 1)).isEmpty();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "@name"), 1)).isPresent();
  }
}
