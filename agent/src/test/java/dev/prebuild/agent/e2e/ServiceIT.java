package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.NotifySocket;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a service manager hears of the packaged daemon, from its start to its end. */
@Timeout(120)
class ServiceIT {
  private static final Duration WATCHDOG = Duration.ofMillis(400);
  private static final String FED = "WATCHDOG=1";

  @RegisterExtension final TestHost host = new TestHost();

  @Test
  void theServiceManagerHearsTheTruth() throws Exception {
    Path engine = host.folder.resolve("engine.sock");
    String name = host.folder.resolve("notify.sock").toString();
    Standalone agent =
        Standalone.of(host, host.settings("agent").socket(engine).service(name, WATCHDOG));
    agent.project("example");
    try (NotifySocket manager = NotifySocket.bind(name)) {
      AgentProcess process = host.start("standalone", agent.settings());

      List<String> before = hearUntil(manager, "STATUS=waits for the engine: .*" + engine + ".*");
      assertThat(before).contains("EXTEND_TIMEOUT_USEC=600000").doesNotContain("READY=1");
      process.hangUp();
      before = hearUntil(manager, "EXTEND_TIMEOUT_USEC=600000");
      assertThat(before).doesNotContain("READY=1");

      Files.createSymbolicLink(engine, host.engine.socket());
      assertThat(hearUntil(manager, "READY=1")).noneMatch(heard -> heard.startsWith("RELOADING"));
      List<String> _ =
          hearUntil(
              manager, "STATUS=pools: 0, ready: 0, prebuilds: 0; engine up, control plane up");
      List<String> _ = hearUntil(manager, FED);

      process.hangUp();
      List<String> _ = hearUntil(manager, "RELOADING=1 MONOTONIC_USEC=[0-9]+");
      List<String> _ = hearUntil(manager, "READY=1");

      assertThat(process.stop()).isEqualTo(143);
      List<String> _ = hearUntil(manager, "STOPPING=1");
    }
  }

  /** What is heard before a message that looks like this. */
  private static List<String> hearUntil(NotifySocket manager, String pattern) throws IOException {
    List<String> heard = new ArrayList<>();
    String message = manager.receive();
    while (!message.matches(pattern)) {
      heard.add(message);
      message = manager.receive();
    }
    return heard;
  }
}
