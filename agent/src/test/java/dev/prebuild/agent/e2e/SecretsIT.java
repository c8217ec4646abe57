package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Leftovers;
import dev.prebuild.agent.testkit.SecretFile;
import dev.prebuild.agent.testkit.SeenImage;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.agent.testkit.TestRepository;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Credentials that a prebuild was given do not come into its snapshot, whoever has put them there.
 * Its steps know them by themselves: the agent tells them nothing.
 */
class SecretsIT {
  @RegisterExtension static final TestHost HOST = new TestHost();

  private static final String PASSWORD = "geheim+" + UUID.randomUUID();

  /** Half of it, so that no step's text is the secret itself. */
  private static final String HALF = PASSWORD.substring(0, 20);

  private static final String SAY = "printf '%s%s' " + HALF + " " + PASSWORD.substring(20);

  /** Where a secret is planted. */
  enum Planted {
    A_FILE("(%s) > token".formatted(SAY), "/workspaces/A_FILE/token"),
    FAR_INTO_A_BINARY(
        "{ head -c 9999999 /dev/urandom; %s; head -c 99 /dev/urandom; } > /opt/b".formatted(SAY),
        "/opt/b"),
    GIT_CONFIG(
        "git=.git/config; { cat $git; printf 'url = https://user:'; %s; echo @git.example; } > c; mv c $git"
            .formatted(SAY),
        "/workspaces/GIT_CONFIG/.git/config"),
    SHELL_HISTORY("{ printf 'curl -u user:'; %s; } > ~/.ash_history".formatted(SAY), "history"),
    BASE64("{ printf user:; %s; } | base64 | tr -d '\\n' > /opt/auth".formatted(SAY), "/opt/auth"),
    URL_ENCODED("%s | sed 's/+/%%2b/g' > /opt/cookie".formatted(SAY), "/opt/cookie"),
    A_NAME("touch /opt/$(%s)".formatted(SAY), "a name in /opt"),
    A_LINK("ln -s /x/$(%s) /opt/link".formatted(SAY), "/opt/link"),
    THE_ENVIRONMENT("true", "the image's environment (TOKEN)");

    private final String command;
    private final String told;

    Planted(String command, String told) {
      this.command = command;
      this.told = told;
    }

    private Map<String, String> files() {
      return this == THE_ENVIRONMENT
          ? Map.of(
              ".devcontainer.json", "{\"containerEnv\": {\"TOKEN\": \"%s\"}}".formatted(PASSWORD))
          : Map.of("README", "read me\n");
    }
  }

  private static final Map<Planted, TestProject> PLANTED = new EnumMap<>(Planted.class);
  private static TestGitServer server;
  private static Standalone agent;
  private static TestProject clean;

  @BeforeAll
  static void start() throws Exception {
    TestCertificate certificate = TestCertificate.make(HOST.folder);
    server = TestGitServer.start(HOST.folder.resolve("served"), certificate);
    agent = Standalone.of(HOST, HOST.settings("agent").trust(certificate.file()));
    Path credentials = SecretFile.write(HOST.folder.resolve("credentials"), "user:" + PASSWORD);
    UUID classId = agent.settings().addClass(HOST.engine.image(), Map.of("network", "none"));
    for (Planted planted : Planted.values()) {
      PLANTED.put(
          planted,
          project(
              planted.name(),
              planted.files(),
              classId,
              credentials,
              "mkdir /opt; " + planted.command));
    }
    clean =
        project(
            "clean",
            Map.of("README", "read me\n"),
            classId,
            credentials,
            "echo " + HALF + " > half; " + Standalone.WAIT_FOR_GATE);
    HOST.startHealthy("standalone", agent.settings());
  }

  private static TestProject project(
      String name, Map<String, String> files, UUID classId, Path credentials, String command)
      throws Exception {
    TestRepository.make(HOST.folder.resolve("served").resolve(name), files);
    server.demand(name, "user", PASSWORD);
    return agent
        .settings()
        .add(TestProject.of(classId, server.url(name), "plant", command).credentials(credentials));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void aPlantedOneFailsThePrebuild(Planted planted) throws Exception {
    UUID prebuildId =
        agent.controlPlane().createPrebuild(Objects.requireNonNull(PLANTED.get(planted)));

    PrebuildStatus status = agent.awaitEnd(prebuildId);

    assertThat(status.getPhase()).as("%s", status).isEqualTo(PrebuildPhase.PREBUILD_PHASE_FAILED);
    assertThat(status.getFailureMessage())
        .contains("a secret that the prebuild was given would be in its snapshot", planted.told);
    Leftovers.awaitNone(agent);
    assertNothingTellsIt(status.toString());
    assertNothingTellsIt(log());
    assertNothingTellsIt(agent.calls().log(prebuildId, "").text());
  }

  @Test
  void withoutOneThePrebuildIsCompleted() throws Exception {
    UUID prebuildId = agent.controlPlane().createPrebuild(clean);
    agent.awaitPhase(prebuildId, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    String container = agent.prebuildContainer(prebuildId).orElseThrow();
    assertNothingTellsIt(HOST.engine.get("/containers/%s/json".formatted(container)));
    agent.openGate(prebuildId);

    agent.awaitCompletion(prebuildId);

    assertThat(SeenImage.snapshot(HOST.engine, prebuildId).holds(PASSWORD)).isFalse();
    assertThat(SeenImage.snapshot(HOST.engine, prebuildId).holds(HALF))
        .as("what is looked for can be found")
        .isTrue();
    agent.controlPlane().delete(prebuildId);
    Leftovers.awaitNone(agent);
  }

  private static String log() throws Exception {
    return Files.readString(agent.settings().folder.resolve("log"));
  }

  private static void assertNothingTellsIt(String text) {
    assertThat(text)
        .isNotEmpty()
        .doesNotContain(
            PASSWORD,
            PASSWORD.replace("+", "%2b"),
            Base64.getEncoder()
                .encodeToString(("user:" + PASSWORD).getBytes(StandardCharsets.UTF_8)));
  }
}
