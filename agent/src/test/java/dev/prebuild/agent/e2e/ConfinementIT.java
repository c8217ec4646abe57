package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HostConfig;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.SecretFile;
import dev.prebuild.agent.testkit.SeenImage;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.agent.testkit.TestRepository;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What containers may use and do, and what a snapshot says and must not say. */
class ConfinementIT {
  @RegisterExtension static final TestHost HOST = new TestHost();

  private static final String PASSWORD = "geheim-" + UUID.randomUUID();
  private static final long MEMORY_BYTES = 128L << 20;

  /** What every process of a container is held to, as the kernel tells it. */
  private static final String LOOK =
      """
      grep -E '^(Cap(Eff|Bnd|Amb)|NoNewPrivs|Seccomp):' /proc/1/status
      first() { for file in "$@"; do [ ! -e $file ] || { cat $file; return; }; done; }
      cd /sys/fs/cgroup
      first memory.max memory/memory.limit_in_bytes
      first pids.max pids/pids.max
      first cpu.max cpu/cpu.cfs_quota_us
      tail -n +3 /proc/net/dev | cut -d : -f 1
      """;

  private static TestGitServer server;
  private static Standalone agent;
  private static TestRepository repository;
  private static TestProject project;
  private static UUID prebuildId;
  private static String duringPrebuild;
  private static HostConfig ofPrebuild;

  @BeforeAll
  static void prebuild() throws Exception {
    repository =
        TestRepository.make(
            HOST.folder.resolve("served/app"),
            Map.of(
                ".devcontainer/devcontainer.json",
                """
                {"remoteUser": "dev", "postCreateCommand": "make", "customizations": {"x": 1}}
                """));
    TestCertificate certificate = TestCertificate.make(HOST.folder);
    server = TestGitServer.start(HOST.folder.resolve("served"), certificate);
    server.demand("app", "user", PASSWORD);
    Path credentials = HOST.folder.resolve("credentials");
    SecretFile.write(credentials, "user:" + PASSWORD);
    agent = Standalone.of(HOST, HOST.settings("agent").trust(certificate.file()));
    UUID classId =
        agent
            .settings()
            .addClass(
                HOST.engine.image(),
                Map.of("cpus", 0.5, "memory", "128MiB", "processes", 99, "network", "none"));
    project =
        agent
            .settings()
            .add(
                TestProject.of(classId, server.url("app"), "wait", Standalone.WAIT_FOR_GATE)
                    .credentials(credentials));
    HOST.startHealthy("standalone", agent.settings());
    prebuildId = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(prebuildId, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    String container = agent.prebuildContainer(prebuildId).orElseThrow();
    duringPrebuild = HOST.engine.exec(container, "/bin/sh", "-c", LOOK);
    ofPrebuild = hostConfig(container);
    agent.openGate(prebuildId);
    agent.awaitCompletion(prebuildId);
  }

  private static HostConfig hostConfig(String container) {
    return Objects.requireNonNull(
        HOST.engine.client().inspectContainerCmd(container).exec().getHostConfig());
  }

  @AfterAll
  static void closeServer() {
    server.close();
  }

  @Test
  void thePrebuildIsHeldToItsClass() {
    assertThat(duringPrebuild).matches(limits("0000000000000000"));
    assertIsLimited(ofPrebuild);
  }

  @Test
  void anInstanceOfItsSnapshotIsHeldToItsClass() throws Exception {
    UUID pool = agent.controlPlane().createWarmPool(project, 1, 1);
    agent.awaitPool(pool, 1, 0);
    String instance = HOST.holdings().running(pool).getFirst().id();

    assertThat(HOST.engine.exec(instance, "/bin/sh", "-c", LOOK))
        .matches(limits("0000000000000000"));
    assertIsLimited(hostConfig(instance));
    agent.controlPlane().deleteWarmPool(pool);
    Eventually.isTrue("the pool is gone", () -> HOST.holdings().instances(pool).isEmpty());
  }

  /** The user has no capabilities of its own; the second one is what it could come to. */
  private static String limits(String effective) {
    String quota = "(50000 100000|50000)";
    return String.join(
        "\n",
        "CapEff:\t" + effective,
        "CapBnd:\t00000000800404fb",
        "CapAmb:\t0000000000000000",
        "NoNewPrivs:\t1",
        "Seccomp:\t2",
        Long.toString(MEMORY_BYTES),
        "99",
        quota,
        " *lo\n");
  }

  private static void assertIsLimited(HostConfig config) {
    assertThat(config.getMemory()).isEqualTo(MEMORY_BYTES);
    assertThat(config.getNanoCPUs()).isEqualTo(500_000_000);
    assertThat(config.getPidsLimit()).isEqualTo(99);
    assertThat(config.getNetworkMode()).isEqualTo("none");
    assertThat(config.getSecurityOpts()).containsExactly("no-new-privileges");
    assertThat(config.getPrivileged()).isFalse();
  }

  @Test
  void theSnapshotSaysWhatItWasMadeOf() throws Exception {
    SeenImage snapshot = SeenImage.snapshot(HOST.engine, prebuildId);

    assertThat(snapshot.user()).isEqualTo("dev");
    assertThat(snapshot.labels())
        .containsAllEntriesOf(
            Map.of(
                "dev.prebuild.owner", HOST.runnerId.toString(),
                "dev.prebuild.role", "snapshot",
                "dev.prebuild.snapshot", prebuildId.toString(),
                "dev.prebuild.project", project.id().toString(),
                "dev.prebuild.class", project.classId().toString(),
                "dev.prebuild.commit", repository.head(),
                "devcontainer.metadata",
                    "[{\"remoteUser\":\"dev\",\"postCreateCommand\":\"make\",\"customizations\":{\"x\":1}}]"));
  }

  @Test
  void nothingOfThePrivateFolderIsInTheSnapshot() throws Exception {
    SeenImage snapshot = SeenImage.snapshot(HOST.engine, prebuildId);

    assertThat(snapshot.run("ls -A /run/environment")).isEmpty();
    assertThat(snapshot.holds("prebuild_folder")).as("the program of the steps").isFalse();
    assertThat(snapshot.holds("remote \"origin\"")).as("what is looked for can be found").isTrue();
  }

  @Test
  void noCredentialsAreInTheSnapshot() throws Exception {
    assertThat(server.requests())
        .as("they were needed")
        .anyMatch(it -> !it.authorization().isEmpty());

    assertThat(SeenImage.snapshot(HOST.engine, prebuildId).holds(PASSWORD)).isFalse();
  }
}
