package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.prebuild.agent.testkit.AgentCalls;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.ControlPlaneCalls;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.OwnEngine;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.agent.testkit.TestRegistry;
import dev.prebuild.agent.testkit.TestRepository;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Snapshots travel from host to host through a registry, and nothing depends on it at home. */
class RegistryIT {
  @RegisterExtension static final OwnEngine OTHER_ENGINE = new OwnEngine();

  @RegisterExtension final TestHost host = new TestHost();
  @RegisterExtension final TestHost other = new TestHost(OTHER_ENGINE.connect(), host);
  @RegisterExtension final TestRegistry open = TestRegistry.open();
  @RegisterExtension final TestRegistry locked = TestRegistry.locked();

  @Test
  void aPoolHasInstancesWhereItsSnapshotWasNotMade() throws Exception {
    locked.start();
    Standalone one = standalone(locked);
    one.settings().dockerConfig(locked.credentials());
    TestProject project = project(one);
    host.startHealthy("standalone", one.settings());
    UUID prebuild = one.controlPlane().createPrebuild(project);
    one.awaitCompletion(prebuild);
    assertThat(digests(host, prebuild)).as("it was pushed before that was told").hasSize(1);
    AgentSettings settings =
        other
            .settings("two")
            .registry(locked)
            .dockerConfig(locked.credentials())
            .controlPlane(one.settings().url(), one.settings().state().resolve("runner.token"));
    Standalone two =
        new Standalone(
            other, settings, new ControlPlaneCalls(one.settings()), new AgentCalls(settings));
    other.startHealthy("run", settings);

    UUID pool = one.controlPlane().createWarmPool(project, 2, 2);

    one.awaitPoolOnEngine(pool, 1, 0);
    two.awaitPoolOnEngine(pool, 1, 0);
    one.awaitPoolPhase(pool, WarmPoolPhase.WARM_POOL_PHASE_READY);
    assertThat(digests(other, prebuild)).isEqualTo(digests(host, prebuild));
    Answer claimed = two.calls().claim(UUID.randomUUID(), project);
    assertThat(claimed.status()).as("%s", claimed).isEqualTo(201);
    assertThat(claimed.field("source")).isEqualTo("RUNNING");
    assertThat(
            other.engine.exec(claimed.field("containerId"), "cat", project.workspace() + "/built"))
        .isEqualTo("read me\n");
    assertThat(one.calls().metric("prebuild_agent_snapshot_pushed_bytes_total")).isPositive();
    assertThat(
            two.calls()
                .metric("prebuild_agent_snapshot_pull_duration_seconds_count{outcome=\"done\"}"))
        .isEqualTo(1);
  }

  @Test
  void aRegistryThatIsAwayFailsNothingAndGetsItLater() throws Exception {
    Standalone agent = standalone(open);
    TestProject project = project(agent);
    AgentProcess process = host.startHealthy("standalone", agent.settings());
    UUID prebuild = agent.controlPlane().createPrebuild(project);

    agent.awaitCompletion(prebuild);
    UUID pool = agent.controlPlane().createWarmPool(project, 1, 1);
    agent.awaitPool(pool, 1, 0);
    assertThat(process.log())
        .contains("snapshot %s cannot be pushed to %s".formatted(prebuild, open.repository()))
        .contains("its registry does not answer");
    open.start();

    awaitPushed(prebuild);
    assertThat(open.storedBytes()).isPositive();
  }

  @Test
  void credentialsThatAreWrongAreNamedAndMayBeMended() throws Exception {
    locked.start();
    Standalone agent = standalone(locked);
    agent.settings().dockerConfig(locked.wrongCredentials());
    TestProject project = project(agent);
    AgentProcess process = host.startHealthy("standalone", agent.settings());
    UUID prebuild = agent.controlPlane().createPrebuild(project);

    agent.awaitCompletion(prebuild);

    assertThat(process.log())
        .contains("access is denied", "DOCKER_CONFIG")
        .doesNotContain("sardine")
        .doesNotContain("c2FyZGluZQ");
    assertThat(digests(host, prebuild)).isEmpty();
    locked.credentials();
    awaitPushed(prebuild);
    assertThat(process.log()).doesNotContain("swordfish");
  }

  @Test
  void killedDuringThePushTheNextLifeGoesOn() throws Exception {
    open.start();
    Standalone agent = standalone(open);
    TestProject project = project(agent);
    AgentProcess process = host.startHealthy("standalone", agent.settings());
    open.hold();
    UUID prebuild = agent.controlPlane().createPrebuild(project);
    Eventually.isTrue(
        "its push has begun",
        () -> names(host, prebuild).contains(open.repository() + ":" + prebuild));
    assertThat(agent.controlPlane().prebuild(prebuild).getPhase())
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING);

    process.kill();
    open.goOn();
    host.startHealthy("standalone", agent.settings());

    agent.awaitCompletion(prebuild);
    awaitPushed(prebuild);
    agent.controlPlane().delete(prebuild);
    agent.awaitPhase(prebuild, PrebuildPhase.PREBUILD_PHASE_DELETED);
    assertThat(host.engine.images(host.runnerId)).as("all its names are gone").isEmpty();
  }

  private Standalone standalone(TestRegistry registry) throws Exception {
    return Standalone.of(host, host.settings("one").registry(registry));
  }

  /** The other engine has no network. */
  private TestProject project(Standalone agent) throws Exception {
    TestRepository repository =
        TestRepository.make(host.folder.resolve("example"), Map.of("README", "read me\n"));
    UUID classId = agent.settings().addClass(host.engine.image(), Map.of("network", "none"));
    return agent
        .settings()
        .add(TestProject.of(classId, repository.url(), "build", "cp README built"));
  }

  private void awaitPushed(UUID prebuild) throws Exception {
    Eventually.await(
        "snapshot %s is in the registry".formatted(prebuild),
        Duration.ofMinutes(2),
        () -> digests(host, prebuild),
        digests -> digests.size() == 1);
  }

  /** Where an engine knows it to be. */
  private static List<String> digests(TestHost where, UUID prebuild) {
    return Objects.requireNonNullElse(
        where
            .engine
            .client()
            .inspectImageCmd("prebuild-snapshot:" + prebuild)
            .exec()
            .getRepoDigests(),
        List.of());
  }

  private static List<String> names(TestHost where, UUID prebuild) {
    try {
      return Objects.requireNonNullElse(
          where
              .engine
              .client()
              .inspectImageCmd("prebuild-snapshot:" + prebuild)
              .exec()
              .getRepoTags(),
          List.of());
    } catch (NotFoundException e) {
      return List.of();
    }
  }
}
