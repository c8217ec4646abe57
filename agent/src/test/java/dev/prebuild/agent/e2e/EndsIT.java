package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is made can be brought to its end by the API, and nothing of it is left. */
class EndsIT {
  @RegisterExtension final TestHost host = new TestHost();

  @Test
  void aPrebuildIsCancelledAndDeleted() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("app", "wait", Standalone.WAIT_FOR_GATE);
    host.startHealthy("standalone", agent.settings());
    UUID cancelled = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(cancelled, PrebuildPhase.PREBUILD_PHASE_RUNNING);

    agent.controlPlane().cancel(cancelled);

    agent.awaitPhase(cancelled, PrebuildPhase.PREBUILD_PHASE_CANCELLED);
    assertThat(host.engine.images(host.runnerId)).isEmpty();
    UUID deleted = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(deleted, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    agent.controlPlane().delete(deleted);
    agent.awaitPhase(deleted, PrebuildPhase.PREBUILD_PHASE_DELETED);
    assertThat(agent.calls().log(cancelled, "").status())
        .as("a cancelled one's log")
        .isEqualTo(200);
    Eventually.await(
        "a deleted one's log is gone",
        () -> agent.calls().log(deleted, "").status(),
        status -> status == 404);
    Eventually.await(
        "no container is left", () -> host.holdings().all(), containers -> containers.isEmpty());
    agent.awaitPrivateFolders();
  }

  @Test
  void aPoolFollowsItsSnapshotsAndItsSizesToTheEnd() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("app", "build", "date +%s%N >built");
    host.startHealthy("standalone", agent.settings());
    UUID older = agent.controlPlane().createPrebuild(project);
    agent.awaitCompletion(older);
    UUID newer = agent.controlPlane().createPrebuild(project);
    agent.awaitCompletion(newer);
    UUID pool = agent.controlPlane().createWarmPool(project, 1, 2);
    agent.awaitPool(pool, 1, 1);
    assertThat(agent.controlPlane().snapshotOf(pool)).isEqualTo(newer.toString());

    agent.controlPlane().resize(pool, 2, 3);
    agent.awaitPool(pool, 2, 1);
    agent.controlPlane().delete(newer);
    agent.awaitPhase(newer, PrebuildPhase.PREBUILD_PHASE_DELETED);
    assertThat(agent.controlPlane().snapshotOf(pool)).isEqualTo(older.toString());
    Eventually.await(
        "all instances are made from the older snapshot again",
        () -> host.holdings().instances(pool),
        instances ->
            instances.size() == 3
                && instances.stream()
                    .allMatch(
                        seen ->
                            older.toString().equals(seen.labels().get("dev.prebuild.snapshot"))));
    UUID environment = UUID.randomUUID();
    assertThat(agent.calls().claim(environment, project).status()).isEqualTo(201);

    agent.controlPlane().deleteWarmPool(pool);

    agent.awaitPoolPhase(pool, WarmPoolPhase.WARM_POOL_PHASE_DELETED);
    assertThat(host.holdings().instances(pool)).isEmpty();
    assertThat(host.holdings().environments()).as("what was claimed lives on").hasSize(1);
  }

  @Test
  void aSnapshotInUseIsDeletedWithItsLastEnvironment() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("app", "build", "true");
    AgentProcess process = host.startHealthy("standalone", agent.settings());
    UUID prebuild = agent.controlPlane().createPrebuild(project);
    agent.awaitCompletion(prebuild);
    UUID pool = agent.controlPlane().createWarmPool(project, 1, 1);
    agent.awaitPool(pool, 1, 0);
    UUID environment = UUID.randomUUID();
    assertThat(agent.calls().claim(environment, project).status()).isEqualTo(201);

    agent.controlPlane().delete(prebuild);
    Eventually.await(
        "the pool has nothing to be made from, and is empty",
        () -> host.holdings().instances(pool),
        List::isEmpty);
    Eventually.isTrue(
        "it is said that it waits", () -> process.log().contains("removed with its last user"));
    assertThat(agent.controlPlane().prebuild(prebuild).getPhase())
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETING);
    assertThat(host.engine.images(host.runnerId)).isNotEmpty();

    assertThat(agent.calls().delete(environment.toString()).status()).isEqualTo(204);

    agent.awaitPhase(prebuild, PrebuildPhase.PREBUILD_PHASE_DELETED);
    assertThat(host.engine.images(host.runnerId)).isEmpty();
    assertThat(process.log())
        .containsOnlyOnce("removed with its last user")
        .doesNotContain("prebuild waits for the host");
  }
}
