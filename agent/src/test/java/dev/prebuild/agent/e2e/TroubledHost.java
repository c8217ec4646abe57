package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentCalls;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.ControlPlaneCalls;
import dev.prebuild.agent.testkit.EngineGate;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.agent.testkit.TestRepository;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** An agent, with its control plane in another process, and all that can go wrong with them. */
final class TroubledHost implements AutoCloseable {
  private static final int CLAIMS = 12;
  private static final int FAILURES = 4;

  private final Standalone agent;
  private final AgentProcess process;
  private final AgentProcess controlPlane;
  private final Projects projects;
  private Optional<UUID> printing = Optional.empty();

  /**
   * @param picky whose instances are ready only if its repository says so
   * @param pickyRepository that repository
   */
  private record Projects(
      TestProject plain,
      TestProject failing,
      TestProject printing,
      TestProject neverReady,
      TestProject picky,
      TestRepository pickyRepository) {}

  private TroubledHost(
      Standalone agent, AgentProcess process, AgentProcess controlPlane, Projects projects) {
    this.agent = agent;
    this.process = process;
    this.controlPlane = controlPlane;
    this.projects = projects;
  }

  /** Starts an agent that reaches its engine through a gate, with snapshots of all projects. */
  static TroubledHost start(TestHost host, EngineGate gate) throws Exception {
    // Its engine is not there, so that it serves as a control plane and does no work itself.
    AgentSettings remote = host.settings("control-plane").socket(host.folder.resolve("none.sock"));
    AgentSettings local =
        host.settings("agent")
            .socket(gate.path())
            .controlPlane(remote.url(), remote.state().resolve("runner.token"));
    Projects projects = projects(host, remote);
    AgentProcess controlPlane = host.start("standalone", remote);
    TestHost.awaitHealth(controlPlane, remote, 503);
    AgentProcess process = host.startHealthy("run", local);
    Standalone agent =
        new Standalone(host, local, new ControlPlaneCalls(remote), new AgentCalls(local));
    List<UUID> prebuilds = new ArrayList<>();
    for (TestProject project : List.of(projects.plain(), projects.neverReady(), projects.picky())) {
      prebuilds.add(agent.controlPlane().createPrebuild(project));
    }
    for (UUID prebuild : prebuilds) {
      agent.awaitCompletion(prebuild);
    }
    UUID plain = agent.controlPlane().createWarmPool(projects.plain(), 1, 1);
    UUID picky = agent.controlPlane().createWarmPool(projects.picky(), 1, 1);
    agent.awaitPool(plain, 1, 0);
    agent.awaitPool(picky, 1, 0);
    return new TroubledHost(agent, process, controlPlane, projects);
  }

  private static Projects projects(TestHost host, AgentSettings listing) throws Exception {
    TestRepository plain = repository(host, "plain", "README", "read me\n");
    TestRepository picky = repository(host, "picky", "make-good", "touch /good\n");
    UUID usual = environmentClass(host, listing, "true");
    return new Projects(
        listing.add(TestProject.of(usual, plain.url(), "build", "true")),
        listing.add(TestProject.of(usual, plain.url(), "build", "exit 1")),
        listing.add(
            TestProject.of(
                usual, plain.url(), "build", Standalone.WAIT_FOR_GATE + "; seq 1000000")),
        listing.add(
            TestProject.of(environmentClass(host, listing, "false"), plain.url(), "build", "true")),
        listing.add(
            TestProject.of(
                environmentClass(host, listing, "test", "-e", "/good"),
                picky.url(),
                "build",
                ". ./make-good")),
        picky);
  }

  private static TestRepository repository(TestHost host, String name, String file, String text)
      throws Exception {
    return TestRepository.make(host.folder.resolve(name), Map.of(file, text));
  }

  private static UUID environmentClass(
      TestHost host, AgentSettings listing, String... readyCommand) {
    return listing.addClass(
        host.engine.image(),
        Map.of(
            "network",
            "none",
            "standby",
            Map.of("readyCommand", List.of(readyCommand), "readyTimeout", "1s")));
  }

  AgentSettings settings() {
    return agent.settings();
  }

  /** At once, of a pool that has one instance. */
  void claimMoreThanThereIs() throws Exception {
    try (ExecutorService claims = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> claim =
          () -> agent.calls().claim(UUID.randomUUID(), projects.plain()).status();
      for (Future<Integer> answer : claims.invokeAll(Collections.nCopies(CLAIMS, claim))) {
        assertThat(answer.get()).isEqualTo(201);
      }
    }
  }

  void failPrebuilds() throws Exception {
    List<UUID> prebuilds = new ArrayList<>();
    for (int i = 0; i < FAILURES; i++) {
      prebuilds.add(agent.controlPlane().createPrebuild(projects.failing()));
    }
    for (UUID prebuild : prebuilds) {
      agent.awaitPhase(prebuild, PrebuildPhase.PREBUILD_PHASE_FAILED);
    }
  }

  /** It waits before it does. */
  void beginPrebuildThatPrints() throws Exception {
    UUID id = agent.controlPlane().createPrebuild(projects.printing());
    agent.awaitPhase(id, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    printing = Optional.of(id);
  }

  void letThePrebuildPrint() throws Exception {
    agent.openGate(printing.orElseThrow());
  }

  void keepAPoolThatNeverGetsReady() throws Exception {
    agent.controlPlane().createWarmPool(projects.neverReady(), 1, 1);
  }

  /** The pool of this project keeps what it has. */
  void makeASnapshotThatYieldsNothing() throws Exception {
    projects.pickyRepository().write("make-good", "true\n");
    projects.pickyRepository().commit("make it good no more");
    agent.awaitCompletion(agent.controlPlane().createPrebuild(projects.picky()));
  }

  void loseTheControlPlane() {
    controlPlane.kill();
  }

  void cordon() throws Exception {
    assertThat(agent.calls().host("cordon").status()).isEqualTo(200);
  }

  /** The answer counts what is there. */
  void useTheEngine() throws Exception {
    agent.calls().host();
  }

  void stop() throws Exception {
    assertThat(process.stop()).isIn(0, 143);
  }

  @Override
  public void close() {
    process.kill();
    controlPlane.kill();
  }
}
