package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Holdings;
import dev.prebuild.agent.testkit.SeenContainer;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.agent.testkit.TestRepository;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool goes over to a new snapshot, or does not. */
class RotationIT {
  private static final int SIZE = 2;

  @RegisterExtension final TestHost host = new TestHost();

  @Test
  void aPoolWithoutRoomIsNeverShortWhileItRotates() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("app", "build", "date +%s%N >built");
    host.startHealthy("standalone", agent.settings());
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
    UUID pool = agent.controlPlane().createWarmPool(project, SIZE, SIZE);
    agent.awaitPool(pool, SIZE, 0);

    UUID newer = agent.controlPlane().createPrebuild(project);

    Eventually.await(
        "all instances are made from the newer snapshot",
        () -> notShort(host.holdings(), pool),
        seen -> seen.size() == SIZE && seen.stream().allMatch(one -> isFrom(newer, one)));
    agent.awaitPoolPhase(pool, WarmPoolPhase.WARM_POOL_PHASE_READY);
  }

  @Test
  void aSnapshotThatYieldsNoReadyInstanceIsNotRolledOut() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    UUID pickyClass =
        agent
            .settings()
            .addClass(
                host.engine.image(),
                Map.of(
                    "standby",
                    Map.of("readyCommand", List.of("test", "-e", "/good"), "readyTimeout", "1s")));
    TestRepository repository =
        TestRepository.make(host.folder.resolve("app"), Map.of("make-good", "touch /good\n"));
    TestProject project =
        agent
            .settings()
            .add(TestProject.of(pickyClass, repository.url(), "build", ". ./make-good"));
    host.startHealthy("standalone", agent.settings());
    UUID good = agent.controlPlane().createPrebuild(project);
    agent.awaitCompletion(good);
    UUID pool = agent.controlPlane().createWarmPool(project, SIZE, SIZE + 1);
    agent.awaitPool(pool, SIZE, 1);

    repository.write("make-good", "true\n");
    repository.commit("make it good no more");
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));

    agent.awaitPoolPhase(pool, WarmPoolPhase.WARM_POOL_PHASE_DEGRADED);
    assertThat(agent.controlPlane().warmPool(pool).getFailureMessage())
        .contains("has yielded no ready instance")
        .contains("instances of snapshot " + good + " stay");
    // One of the other is tried now and then, and may run at this moment.
    assertThat(host.holdings().running(pool))
        .filteredOn(one -> isFrom(good, one))
        .hasSizeGreaterThanOrEqualTo(SIZE);
  }

  private static List<SeenContainer> notShort(Holdings holdings, UUID pool) {
    List<SeenContainer> running = holdings.running(pool);
    assertThat(running).hasSizeGreaterThanOrEqualTo(SIZE);
    return running;
  }

  private static boolean isFrom(UUID snapshot, SeenContainer seen) {
    return snapshot.toString().equals(seen.labels().get("dev.prebuild.snapshot"));
  }
}
