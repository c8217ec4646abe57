package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Image;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The agent is killed at its worst moments, and comes back on the same state. */
class RestartIT {
  @RegisterExtension final TestHost host = new TestHost();

  private AgentProcess start(Standalone agent) throws Exception {
    return host.startHealthy("standalone", agent.settings());
  }

  @Test
  void killedWhileStepsRun() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project =
        agent.project(
            "example", "wait", "echo before; " + Standalone.WAIT_FOR_GATE + "; echo after");
    AgentProcess process = start(agent);
    UUID prebuildId = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(prebuildId, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    awaitLine(agent, prebuildId, "before");
    Optional<String> container = agent.prebuildContainer(prebuildId);

    process.kill();
    assertThat(agent.prebuildContainer(prebuildId)).isPresent().isEqualTo(container);
    start(agent);

    assertThat(agent.prebuildContainer(prebuildId)).isEqualTo(container);
    String query = "?offset=" + agent.calls().log(prebuildId, "").text().length();
    agent.openGate(prebuildId);
    assertThat(agent.calls().log(prebuildId, query + "&follow=true").text()).isEqualTo("after\n");
    agent.awaitCompletion(prebuildId);
    assertThat(agent.calls().log(prebuildId, "").text()).containsOnlyOnce("before\nafter\n");
    assertOneSnapshot(prebuildId);
    assertNothingElseIsLeft(agent);
  }

  private static void awaitLine(Standalone agent, UUID prebuildId, String line) throws Exception {
    Eventually.await(
        "its log has the line " + line,
        () -> agent.calls().log(prebuildId, "").text(),
        text -> text.contains(line + "\n"));
  }

  /** The steps end while nobody looks. */
  @Test
  void killedBeforeStepsEnd() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project =
        agent.project("example", "wait", Standalone.WAIT_FOR_GATE + "; echo so far; exit 7");
    AgentProcess process = start(agent);
    UUID prebuildId = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(prebuildId, PrebuildPhase.PREBUILD_PHASE_RUNNING);

    process.kill();
    agent.openGate(prebuildId);
    Eventually.isTrue(
        "the prebuild's container has ended",
        () -> !host.holdings().prebuilds().getFirst().isRunning());
    start(agent);

    assertThat(agent.awaitEnd(prebuildId).getFailureMessage())
        .startsWith("step 'wait' exited with code 7")
        .contains("so far");
    assertThat(agent.calls().log(prebuildId, "?follow=true").text()).containsOnlyOnce("so far\n");
    assertNothingElseIsLeft(agent);
  }

  @Test
  void killedDuringTheCommit() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent").resync("1s"));
    TestProject project =
        agent.project("example", "build", "dd if=/dev/zero of=large bs=1M count=600");
    AgentProcess process = start(agent);
    UUID prebuildId = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(prebuildId, PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING);

    process.kill();
    assertThat(snapshots()).as("the kill came before the commit's end").isEmpty();
    start(agent);

    agent.awaitCompletion(prebuildId);
    assertOneSnapshot(prebuildId);
    assertNothingElseIsLeft(agent);
  }

  @Test
  void killedWhileThePoolFills() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent").oneOperationAtATime());
    TestProject project = agent.project("example");
    AgentProcess process = start(agent);
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
    UUID poolId = agent.controlPlane().createWarmPool(project, 2, 4);
    Eventually.isTrue(
        "the pool begins to fill", () -> !host.holdings().instances(poolId).isEmpty());

    process.kill();
    assertThat(host.holdings().instances(poolId)).hasSizeLessThan(4);
    start(agent);

    agent.awaitPool(poolId, 2, 2);
    assertNothingElseIsLeft(agent);
  }

  @Test
  void killedAfterAClaim() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("example");
    AgentProcess process = start(agent);
    UUID poolId = agent.controlPlane().createWarmPool(project, 2, 4);
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
    agent.awaitPool(poolId, 2, 2);
    UUID environmentId = UUID.randomUUID();

    Answer claimed = agent.calls().claim(environmentId, project);
    process.kill();
    start(agent);
    Answer repeated = agent.calls().claim(environmentId, project);

    assertThat(claimed.status()).as("%s", claimed).isEqualTo(201);
    assertThat(repeated.status()).as("%s", repeated).isEqualTo(200);
    assertThat(repeated.field("containerId")).isEqualTo(claimed.field("containerId"));
    assertThat(
            host.engine.exec(
                repeated.field("containerId"), "cat", "/run/environment/secrets/TOKEN"))
        .isEqualTo("swordfish");
    agent.awaitPool(poolId, 2, 2);
    assertThat(host.holdings().environments()).hasSize(1);
    assertNothingElseIsLeft(agent);
  }

  @Test
  void stoppedInOrder() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("example", "wait", Standalone.WAIT_FOR_GATE);
    AgentProcess process = start(agent);
    UUID poolId = agent.controlPlane().createWarmPool(project, 2, 4);
    UUID first = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(first, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    agent.openGate(first);
    agent.awaitPool(poolId, 2, 2);
    UUID underWay = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(underWay, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    agent.calls().claim(UUID.randomUUID(), project);
    agent.awaitPool(poolId, 2, 2);
    Set<String> before = host.holdings().ids();

    int code = process.stop();

    assertThat(code).isIn(0, 143);
    assertThat(process.log()).doesNotContain("ERROR");
    assertThat(host.holdings().running(poolId)).hasSize(2);
    assertThat(host.holdings().environments()).allMatch(seen -> seen.isRunning());
    assertThat(host.holdings().prebuilds()).allMatch(seen -> seen.isRunning());

    start(agent);
    agent.awaitPool(poolId, 2, 2);
    assertThat(host.holdings().ids()).isEqualTo(before);
    agent.openGate(underWay);
    agent.awaitCompletion(underWay);
  }

  private void assertOneSnapshot(UUID prebuildId) throws Exception {
    Eventually.await(
        "there is one snapshot, under its name",
        this::snapshots,
        List.of("prebuild-snapshot:" + prebuildId)::equals);
  }

  /** Names of all images of the runner; those without a name, too. */
  private List<String> snapshots() {
    return host.engine.images(host.runnerId).stream().map(RestartIT::name).toList();
  }

  private static String name(Image image) {
    String[] names = image.getRepoTags();
    return names == null || names.length == 0 ? "<none>" : String.join(",", names);
  }

  private void assertNothingElseIsLeft(Standalone agent) throws Exception {
    Eventually.await(
        "no prebuild's container is left", () -> host.holdings().prebuilds(), List::isEmpty);
    agent.awaitPrivateFolders();
  }
}
