package dev.prebuild.agent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Prebuilds of a {@link TracedRepository} on a standalone agent that reaches its engine through an
 * {@link EngineGate}. The agent can be killed and started again on the same state.
 */
public final class PrebuildScene implements AutoCloseable {
  /** Each life of an agent is short here: quick to start counts, quick in the long run does not. */
  private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1";

  private static final String IN_ONE_PROCESS = "standalone";
  private static final String APART = "run";

  private final TestHost host;
  private final EngineGate gate;
  private final String command;
  private final Standalone agent;
  private final TestProject project;
  private final TakenStatuses statuses;
  private AgentProcess process;

  private PrebuildScene(
      TestHost host,
      EngineGate gate,
      String command,
      Standalone agent,
      TestProject project,
      AgentProcess process)
      throws Exception {
    this.host = host;
    this.gate = gate;
    this.command = command;
    this.agent = agent;
    this.project = project;
    this.process = process;
    this.statuses = TakenStatuses.watch(agent.controlPlane().settings());
  }

  /**
   * Starts an agent that is its own control plane.
   *
   * @param waiting steps that wait for their gates
   */
  public static PrebuildScene open(TestHost host, String... waiting) throws Exception {
    return open(host, repository(host, waiting));
  }

  /** The same with a dev container that is built, and steps that do not wait. */
  public static PrebuildScene openBuilt(TestHost host) throws Exception {
    return open(host, TracedRepository.makeBuilt(folder(host), host.engine.image()));
  }

  private static PrebuildScene open(TestHost host, TestRepository repository) throws Exception {
    EngineGate gate = gate(host);
    AgentSettings settings = settings(host, gate);
    TestProject project = project(host, settings, repository);
    return new PrebuildScene(
        host,
        gate,
        IN_ONE_PROCESS,
        Standalone.of(host, settings),
        project,
        start(host, IN_ONE_PROCESS, settings));
  }

  /** The same with a control plane that goes on while the agent is down. */
  public static PrebuildScene openApart(TestHost host, String... waiting) throws Exception {
    // Its engine is not there, so that it does no work itself.
    AgentSettings controlPlane =
        host.settings("control-plane").socket(host.folder.resolve("none.sock"));
    TestProject project = project(host, controlPlane, repository(host, waiting));
    TestHost.awaitHealth(host.start(IN_ONE_PROCESS, controlPlane, JAVA_OPTIONS), controlPlane, 503);
    EngineGate gate = gate(host);
    AgentSettings settings =
        settings(host, gate)
            .controlPlane(controlPlane.url(), controlPlane.state().resolve("runner.token"));
    return new PrebuildScene(
        host,
        gate,
        APART,
        new Standalone(
            host, settings, new ControlPlaneCalls(controlPlane), new AgentCalls(settings)),
        project,
        start(host, APART, settings));
  }

  private static EngineGate gate(TestHost host) throws IOException {
    return EngineGate.open(host.folder.resolve("gate.sock"), host.engine.socket());
  }

  private static AgentSettings settings(TestHost host, EngineGate gate) throws IOException {
    return host.settings("agent").socket(gate.path()).resync("1s");
  }

  private static TestProject project(
      TestHost host, AgentSettings listing, TestRepository repository) {
    UUID classId = listing.addClass(host.engine.image(), Map.of("network", "none"));
    return listing.add(TestProject.of(classId, repository.url()));
  }

  private static TestRepository repository(TestHost host, String... waiting) throws Exception {
    return TracedRepository.make(folder(host), host.engine.image(), Set.of(waiting));
  }

  private static Path folder(TestHost host) {
    return host.folder.resolve("app");
  }

  private static AgentProcess start(TestHost host, String command, AgentSettings settings)
      throws Exception {
    AgentProcess process = host.start(command, settings, JAVA_OPTIONS);
    TestHost.awaitHealth(process, settings, 200);
    return process;
  }

  public Standalone agent() {
    return agent;
  }

  public EngineGate gate() {
    return gate;
  }

  /** What is prebuilt. */
  public TestRepository repository() {
    return new TestRepository(folder(host));
  }

  public UUID createPrebuild() throws Exception {
    return agent.controlPlane().createPrebuild(project);
  }

  public void killAgent() {
    process.kill();
  }

  public void startAgentAgain() throws Exception {
    process = start(host, command, agent.settings());
  }

  /** Waits until another container runs the prebuild than this one. */
  public void awaitAnotherContainer(UUID prebuildId, String lost) throws Exception {
    Eventually.await(
        "prebuild %s has another container than %s".formatted(prebuildId, lost),
        () -> agent.prebuildContainer(prebuildId),
        found -> found.isPresent() && !found.get().equals(lost));
  }

  /** Waits until a step of a prebuild waits for its gate. */
  public void awaitStep(UUID prebuildId, String step) throws Exception {
    Path reached = privateFolder(prebuildId).resolve(TracedRepository.reached(step));
    Eventually.isTrue(
        "step %s of prebuild %s is reached".formatted(step, prebuildId),
        () -> Files.exists(reached));
  }

  /** Lets a waiting step go on. */
  public void openGate(UUID prebuildId, String step) throws Exception {
    Files.createFile(privateFolder(prebuildId).resolve(TracedRepository.gate(step)));
  }

  /** Waits until a step waits for its gate, and opens that. */
  public void letPass(UUID prebuildId, String step) throws Exception {
    awaitStep(prebuildId, step);
    openGate(prebuildId, step);
  }

  private Path privateFolder(UUID prebuildId) {
    return agent.settings().runtime().resolve("containers").resolve(prebuildId.toString());
  }

  /**
   * Waits until the prebuild is completed, and checks that its snapshot holds each step once and in
   * order, that its phases were told likewise, and that nothing else is left.
   */
  public void awaitWholeSnapshot(UUID prebuildId) throws Exception {
    agent.awaitCompletion(prebuildId);
    assertToldOnceAndInOrder(prebuildId);
    SnapshotContent content =
        SnapshotContent.copy(
            host.engine,
            Leftovers.snapshotOf(prebuildId),
            project.workspace(),
            host.folder.resolve("snapshot-" + prebuildId));
    assertThat(content.lines(TracedRepository.TRACE)).isEqualTo(TracedRepository.STEPS);
    assertThat(content.differences()).containsExactly("?? " + TracedRepository.TRACE);
    Leftovers.awaitNone(agent, prebuildId);
  }

  /** Waits until the prebuild is over without a snapshot, and nothing is left of it. */
  public PrebuildStatus awaitEndInNothing(UUID prebuildId, PrebuildPhase phase) throws Exception {
    PrebuildStatus status = agent.awaitPhase(prebuildId, phase);
    assertToldOnceAndInOrder(prebuildId);
    Leftovers.awaitNone(agent);
    return status;
  }

  private void assertToldOnceAndInOrder(UUID prebuildId) throws Exception {
    assertThat(toldPhases(prebuildId))
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(Comparator.comparingInt(PrebuildPhase::getNumber));
  }

  /**
   * Phases of a prebuild in the order in which the control plane took them, again where it took one
   * twice. Percentages are no news of a phase.
   */
  public List<PrebuildPhase> toldPhases(UUID prebuildId) throws Exception {
    List<PrebuildPhase> told = new ArrayList<>();
    for (PrebuildPhase phase : statuses.phases(prebuildId)) {
      boolean isProgress =
          phase == PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING
              && !told.isEmpty()
              && told.getLast() == phase;
      if (!isProgress) {
        told.add(phase);
      }
    }
    return told;
  }

  @Override
  public void close() throws IOException {
    gate.close();
  }
}
