package dev.prebuild.agent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What most tests do with a standalone agent, or with the two halves of one. */
public record Standalone(
    TestHost host, AgentSettings settings, ControlPlaneCalls controlPlane, AgentCalls calls) {
  /** Until the test opens it: a step that runs this waits. */
  public static final String WAIT_FOR_GATE =
      "until [ -e /run/environment/gate ]; do sleep 0.1; done";

  public static Standalone of(TestHost host, AgentSettings settings) {
    return new Standalone(
        host, settings, new ControlPlaneCalls(settings), new AgentCalls(settings));
  }

  /** A repository with a file, and a project of it. */
  public TestProject project(String name, String... tasks) throws Exception {
    return project(name, settings.addClass(host.engine.image()), tasks);
  }

  /** The same of a class that there is. */
  public TestProject project(String name, UUID classId, String... tasks) throws Exception {
    TestRepository repository =
        TestRepository.make(host.folder.resolve(name), Map.of("README", "read me\n"));
    return settings.add(TestProject.of(classId, repository.url(), tasks));
  }

  /** Lets a waiting step go on. */
  public void openGate(UUID prebuildId) throws Exception {
    Path folder = settings.runtime().resolve("containers").resolve(prebuildId.toString());
    Files.createFile(folder.resolve("gate"));
  }

  /** Waits until the prebuild has ended, however it did. */
  public PrebuildStatus awaitEnd(UUID prebuildId) throws Exception {
    return Eventually.await(
        "prebuild %s is over".formatted(prebuildId),
        () -> controlPlane.prebuild(prebuildId),
        ControlPlaneCalls::isOver);
  }

  public PrebuildStatus awaitCompletion(UUID prebuildId) throws Exception {
    PrebuildStatus status = awaitEnd(prebuildId);
    assertThat(status.getPhase())
        .as("%s", status)
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    return status;
  }

  public PrebuildStatus awaitPhase(UUID prebuildId, PrebuildPhase phase) throws Exception {
    return Eventually.await(
        "prebuild %s is %s".formatted(prebuildId, phase),
        () -> controlPlane.prebuild(prebuildId),
        status -> status.getPhase() == phase);
  }

  public void awaitPoolPhase(UUID poolId, WarmPoolPhase phase) throws Exception {
    Eventually.await(
        "pool %s is %s".formatted(poolId, phase),
        () -> controlPlane.warmPool(poolId),
        status -> status.getPhase() == phase);
  }

  /** Waits until the engine holds exactly that, and the control plane knows. */
  public void awaitPool(UUID poolId, int running, int stopped) throws Exception {
    awaitPoolOnEngine(poolId, running, stopped);
    Eventually.await(
        "pool %s is reported as %d running, %d stopped".formatted(poolId, running, stopped),
        () -> controlPlane.warmPool(poolId),
        status ->
            status.getRunningInstances() == running && status.getStoppedInstances() == stopped);
  }

  public void awaitPoolOnEngine(UUID poolId, int running, int stopped) throws Exception {
    Eventually.await(
        "pool %s has %d running, %d stopped and no other".formatted(poolId, running, stopped),
        () -> host.holdings(),
        holdings -> holdings.isPool(poolId, running, stopped));
  }

  /** Each private folder has its container and the other way round. */
  public void awaitPrivateFolders() throws Exception {
    Eventually.await(
        "there is a private folder for each container and no other",
        () -> new Folder(privateFolders(), host.holdings().privateFolders()),
        folder -> folder.present().equals(folder.wanted()));
  }

  private record Folder(HashSet<String> present, java.util.Set<String> wanted) {}

  private HashSet<String> privateFolders() throws Exception {
    return new HashSet<>(Folders.names(settings.runtime().resolve("containers")));
  }

  /** The id of the container that runs a prebuild. */
  public Optional<String> prebuildContainer(UUID prebuildId) {
    return host.engine.container(host.runnerId, "prebuild-" + prebuildId).map(seen -> seen.id());
  }
}
