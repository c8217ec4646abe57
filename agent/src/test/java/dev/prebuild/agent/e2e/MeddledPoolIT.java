package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.SeenContainer;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What happens to instances behind the agent's back. Full lists are far apart, so it is noticed by
 * event.
 */
class MeddledPoolIT {
  private static final int RUNNING = 2;
  private static final int STOPPED = 1;

  @RegisterExtension static final TestHost HOST = new TestHost();

  private static Standalone agent;
  private static UUID poolId;

  @BeforeAll
  static void fill() throws Exception {
    agent = Standalone.of(HOST, HOST.settings("agent").resync("1h"));
    TestProject project =
        agent.project(
            "example",
            agent
                .settings()
                .addClass(HOST.engine.image(), Map.of("network", "none", "memory", "32MiB")));
    HOST.startHealthy("standalone", agent.settings());
    poolId = agent.controlPlane().createWarmPool(project, RUNNING, RUNNING + STOPPED);
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
  }

  private static SeenContainer oneThatRuns() throws Exception {
    agent.awaitPool(poolId, RUNNING, STOPPED);
    return HOST.holdings().running(poolId).getFirst();
  }

  private static void assertReplaced(SeenContainer lost) throws Exception {
    Eventually.isTrue("it is gone", () -> !HOST.holdings().ids().contains(lost.id()));
    agent.awaitPool(poolId, RUNNING, STOPPED);
    agent.awaitPrivateFolders();
  }

  @Test
  void oneThatIsRemovedIsReplaced() throws Exception {
    SeenContainer one = oneThatRuns();

    HOST.engine.remove(one.id());

    assertReplaced(one);
  }

  @Test
  void oneOfTheReserveThatIsRemovedIsReplaced() throws Exception {
    agent.awaitPool(poolId, RUNNING, STOPPED);
    SeenContainer one = HOST.holdings().stopped(poolId).getFirst();

    HOST.engine.remove(one.id());

    assertReplaced(one);
  }

  @Test
  void oneThatIsKilledIsReplaced() throws Exception {
    SeenContainer one = oneThatRuns();

    HOST.engine.kill(one.id());

    assertReplaced(one);
  }

  @Test
  void oneThatRunsOutOfMemoryIsReplaced() throws Exception {
    SeenContainer one = oneThatRuns();
    // The kernel takes the main process before the one that is in truth to blame.
    Long main = HOST.engine.client().inspectContainerCmd(one.id()).exec().getState().getPidLong();
    Files.writeString(Path.of("/proc/%d/oom_score_adj".formatted(main)), "1000");

    String _ = HOST.engine.exec(one.id(), "/bin/sh", "-c", "tail /dev/zero");

    assertReplaced(one);
  }

  /** It counts as one of the reserve, and may be started again. */
  @Test
  void oneThatIsStoppedIsMadeUpFor() throws Exception {
    SeenContainer one = oneThatRuns();

    HOST.engine.stop(one.id());

    agent.awaitPool(poolId, RUNNING, STOPPED);
    assertThat(HOST.holdings().instances(poolId)).hasSize(RUNNING + STOPPED);
    agent.awaitPrivateFolders();
  }
}
