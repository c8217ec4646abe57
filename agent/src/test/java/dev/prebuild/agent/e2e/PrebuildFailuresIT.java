package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Leftovers;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.agent.testkit.TestRepository;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way to fail is told apart from the others, and leaves nothing behind. */
class PrebuildFailuresIT {
  private static final int LONGEST_MESSAGE_BYTES = 4 * 1024;
  private static final int SHORT_TIMEOUT_SECONDS = 3;

  /** Fails by itself, and says so. */
  enum Failing {
    WITH_A_CODE("echo so far; exit 7", "step 'build' exited with code 7", "so far"),
    /** More than a container may have in shared memory by default. */
    ON_A_FULL_DISK(
        "dd if=/dev/zero of=/dev/shm/large bs=1M count=80", "step 'build'", "the disk was full"),
    /** One line without an end is kept in memory. */
    OUT_OF_MEMORY("tail /dev/zero", "step 'build'", "it ran out of memory"),
    /** Each of its characters takes three bytes. */
    WITH_MANY_WORDS(
        "for i in $(seq 60); do echo \"$i %s\"; done; exit 9".formatted("€".repeat(100)),
        "step 'build' exited with code 9",
        "60 €€€");

    private final String command;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> said;

    Failing(String command, String... said) {
      this.command = command;
      this.said = List.of(said);
    }
  }

  @RegisterExtension static final TestHost HOST = new TestHost();

  private static final Map<Failing, TestProject> FAILING = new EnumMap<>(Failing.class);
  private static Standalone agent;
  private static TestProject waiting;
  private static TestProject withoutImage;

  @BeforeAll
  static void start() throws Exception {
    agent = Standalone.of(HOST, HOST.settings("agent"));
    String image = HOST.engine.image();
    UUID roomy = agent.settings().addClass(image, Map.of("network", "none"));
    UUID small = agent.settings().addClass(image, Map.of("memory", "32MiB", "network", "none"));
    for (Failing failing : Failing.values()) {
      UUID classId = failing == Failing.OUT_OF_MEMORY ? small : roomy;
      FAILING.put(failing, project(classId, failing.command));
    }
    waiting = project(roomy, Standalone.WAIT_FOR_GATE);
    withoutImage = project(agent.settings().addClass("localhost:1/absent:1"), "true");
    HOST.startHealthy("standalone", agent.settings());
  }

  private static TestProject project(UUID classId, String command) throws Exception {
    TestRepository repository =
        TestRepository.make(
            HOST.folder.resolve(UUID.randomUUID().toString()), Map.of("README", "read me\n"));
    return agent.settings().add(TestProject.of(classId, repository.url(), "build", command));
  }

  @ParameterizedTest
  @EnumSource
  void aStepFails(Failing failing) throws Exception {
    UUID prebuildId =
        agent.controlPlane().createPrebuild(Objects.requireNonNull(FAILING.get(failing)));

    assertThat(failureOf(prebuildId)).contains(failing.said);
  }

  @Test
  void itsContainerIsKilledFromOutside() throws Exception {
    UUID prebuildId = agent.controlPlane().createPrebuild(waiting);
    agent.awaitPhase(prebuildId, PrebuildPhase.PREBUILD_PHASE_RUNNING);

    HOST.engine.kill(agent.prebuildContainer(prebuildId).orElseThrow());

    assertThat(failureOf(prebuildId)).contains("step 'build'", "killed from outside");
  }

  @Test
  void itTakesTooLong() throws Exception {
    UUID prebuildId = agent.controlPlane().createPrebuild(waiting, SHORT_TIMEOUT_SECONDS);

    assertThat(failureOf(prebuildId)).contains("timed out", "within 3 s");
  }

  @Test
  void itsImageIsMissing() throws Exception {
    UUID prebuildId = agent.controlPlane().createPrebuild(withoutImage);

    assertThat(failureOf(prebuildId)).contains("pulling image localhost:1/absent:1");
  }

  private static String failureOf(UUID prebuildId) throws Exception {
    PrebuildStatus status = agent.awaitEnd(prebuildId);
    assertThat(status.getPhase()).as("%s", status).isEqualTo(PrebuildPhase.PREBUILD_PHASE_FAILED);
    Leftovers.awaitNone(agent);
    String message = status.getFailureMessage();
    assertThat(message.getBytes(StandardCharsets.UTF_8))
        .as(message)
        .hasSizeLessThanOrEqualTo(LONGEST_MESSAGE_BYTES);
    return message;
  }
}
