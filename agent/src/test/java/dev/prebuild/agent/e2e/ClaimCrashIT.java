package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentCalls;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.EngineGate;
import dev.prebuild.agent.testkit.EngineGate.Moment;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.HeldCall;
import dev.prebuild.agent.testkit.SeenContainer;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent, or a client, is gone in the middle of a claim; the claim's next try ends it. */
class ClaimCrashIT {
  private static final int RUNNING = 2;
  private static final int STOPPED = 1;

  @RegisterExtension static final TestHost HOST = new TestHost();

  private static EngineGate gate;
  private static Standalone agent;
  private static TestProject project;
  private static UUID poolId;
  private static AgentProcess process;

  @BeforeAll
  static void fill() throws Exception {
    gate = EngineGate.open(HOST.folder.resolve("gate.sock"), HOST.engine.socket());
    agent = Standalone.of(HOST, HOST.settings("agent").socket(gate.path()).resync("1s"));
    project =
        agent.project(
            "example", agent.settings().addClass(HOST.engine.image(), Map.of("network", "none")));
    process = HOST.startHealthy("standalone", agent.settings());
    poolId = agent.controlPlane().createWarmPool(project, RUNNING, RUNNING + STOPPED);
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
  }

  @AfterAll
  static void closeGate() throws IOException {
    gate.close();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          probing  | BEFORE | GET  | /containers/warm-[^/]+/json
          naming   | BEFORE | POST | /containers/[^/]+/rename[?]name=env-
          naming   | DURING | POST | /containers/[^/]+/rename[?]name=env-
          naming   | AFTER  | POST | /containers/[^/]+/rename[?]name=env-
          thawing  | BEFORE | POST | /containers/[^/]+/unpause
          thawing  | AFTER  | POST | /containers/[^/]+/unpause
          """)
  void killedAtACallToTheEngine(String step, Moment moment, String method, String path)
      throws Exception {
    agent.awaitPool(poolId, RUNNING, STOPPED);
    pauseAll();
    UUID environmentId = UUID.randomUUID();
    HeldCall call = gate.hold(moment, method, path);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Optional<Answer>> first = thread.submit(() -> claimInVain(environmentId));
      call.awaitReached();

      process.kill();
      call.drop();
      assertThat(first.get()).isEmpty();
    }
    boolean hasItsName =
        step.equals("thawing") || (step.equals("naming") && moment != Moment.BEFORE);
    // What the engine had got of it is carried out, though whoever asked for it is gone.
    Optional<SeenContainer> before =
        hasItsName
            ? Optional.of(Eventually.present("it has its name", () -> container(environmentId)))
            : Optional.empty();
    process = HOST.startHealthy("standalone", agent.settings());

    Answer claimed = agent.calls().claim(environmentId, project);

    assertThat(claimed.status()).as("%s", claimed).isIn(200, 201);
    before.ifPresent(seen -> assertThat(claimed.field("containerId")).isEqualTo(seen.id()));
    assertDelivered(environmentId, claimed);
    assertOnlyOne(environmentId);
  }

  private static Optional<SeenContainer> container(UUID environmentId) {
    return HOST.engine.container(HOST.runnerId, "env-" + environmentId);
  }

  private static void pauseAll() {
    HOST.holdings()
        .running(poolId)
        .forEach(seen -> HOST.engine.client().pauseContainerCmd(seen.id()).exec());
  }

  private static Optional<Answer> claimInVain(UUID environmentId) throws Exception {
    try {
      return Optional.of(agent.calls().claim(environmentId, project));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void assertDelivered(UUID environmentId, Answer claimed) throws Exception {
    String container = claimed.field("containerId");
    assertThat(HOST.engine.exec(container, "cat", "/run/environment/secrets/TOKEN"))
        .isEqualTo("swordfish");
    assertThat(HOST.engine.exec(container, "cat", "/run/environment/environment-id"))
        .isEqualTo(environmentId + "\n");
  }

  /** And the pool is as it was; instances that nobody got are not among the lost. */
  private static void assertOnlyOne(UUID environmentId) throws Exception {
    assertThat(HOST.holdings().environments()).hasSize(1);
    HOST.holdings()
        .instances(poolId)
        .forEach(
            seen ->
                assertThat(Files.exists(readyMarker(seen)))
                    .as("%s got an identity", seen)
                    .isFalse());
    assertThat(agent.calls().delete(environmentId.toString()).status()).isEqualTo(204);
    thawAll();
    agent.awaitPool(poolId, RUNNING, STOPPED);
    agent.awaitPrivateFolders();
  }

  private static Path readyMarker(SeenContainer seen) {
    return agent
        .settings()
        .runtime()
        .resolve("containers")
        .resolve(seen.labels().getOrDefault("dev.prebuild.instance", "none"))
        .resolve("ready");
  }

  private static void thawAll() {
    HOST.holdings().instances(poolId).stream()
        .filter(seen -> seen.state().equals("paused"))
        .forEach(seen -> HOST.engine.client().unpauseContainerCmd(seen.id()).exec());
  }

  @Test
  void aClientThatGoesAwayFindsItsInstanceWhenItComesBack() throws Exception {
    agent.awaitPool(poolId, RUNNING, STOPPED);
    UUID environmentId = UUID.randomUUID();
    HeldCall call = gate.hold(Moment.AFTER, "POST", "/containers/[^/]+/rename[?]name=env-");
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), agent.settings().port)) {
      client.getOutputStream().write(request(environmentId).getBytes(StandardCharsets.UTF_8));
      call.awaitReached();
    }
    String container = container(environmentId).orElseThrow().id();
    call.release();

    Answer claimed = agent.calls().claim(environmentId, project);

    // One that comes back before the first has ended is answered along with it: 201.
    assertThat(claimed.status()).as("%s", claimed).isIn(200, 201);
    assertThat(claimed.field("containerId")).isEqualTo(container);
    assertDelivered(environmentId, claimed);
    assertOnlyOne(environmentId);
  }

  private static String request(UUID environmentId) throws IOException {
    String body = AgentCalls.claimBody(environmentId, project);
    return "POST /v1/environments HTTP/1.1\r\nHost: agent\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(
            Files.readString(agent.settings().state().resolve("agent.token")).strip(),
            body.length(),
            body);
  }
}
