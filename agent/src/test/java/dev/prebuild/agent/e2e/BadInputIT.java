package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each gets a clear error, and the one agent of all these tests goes on. */
class BadInputIT {
  @RegisterExtension static final TestHost HOST = new TestHost();

  private static final String MISSING_IMAGE = "127.0.0.1:1/nobody/nothing:none";
  private static final int HUGE = 100 << 20;

  private static Standalone agent;
  private static TestProject good;
  private static TestProject failing;
  private static TestProject noRepository;
  private static TestProject noRef;
  private static TestProject noImage;

  @BeforeAll
  static void start() throws Exception {
    agent = Standalone.of(HOST, HOST.settings("agent"));
    good = agent.project("good");
    failing =
        agent.project("failing", "prepare", "echo prepared", "build", "echo about to fail; exit 7");
    noRepository =
        agent.settings().add(TestProject.of(good.classId(), "file:///nowhere/at-all", "a", "true"));
    noRef =
        agent
            .settings()
            .add(TestProject.of(good.classId(), good.repository(), "a", "true").at("no-such-ref"));
    UUID classWithoutImage = agent.settings().addClass(MISSING_IMAGE);
    noImage =
        agent.settings().add(TestProject.of(classWithoutImage, good.repository(), "a", "true"));
    HOST.startHealthy("standalone", agent.settings());
  }

  @AfterEach
  void theAgentGoesOn() throws Exception {
    assertThat(agent.calls().health().status()).isEqualTo(200);
    assertThat(agent.calls().list().status()).isEqualTo(200);
  }

  @Test
  void aMissingRepositoryIsNamed() throws Exception {
    assertThat(failure(noRepository))
        .contains("cloning file:///nowhere/at-all", "the repository is not there");
  }

  @Test
  void aMissingRefIsNamed() throws Exception {
    assertThat(failure(noRef))
        .contains("no-such-ref", "there is no such branch", good.repository());
  }

  @Test
  void aStepThatFailsIsNamedWithCodeAndLastLines() throws Exception {
    assertThat(failure(failing))
        .startsWith("step 'build' exited with code 7")
        .contains("prepared", "about to fail");
  }

  @Test
  void aMissingImageIsNamed() throws Exception {
    assertThat(failure(noImage)).contains("pulling image " + MISSING_IMAGE);
  }

  private static String failure(TestProject project) throws Exception {
    PrebuildStatus status = agent.awaitEnd(agent.controlPlane().createPrebuild(project));
    assertThat(status.getPhase()).as("%s", status).isEqualTo(PrebuildPhase.PREBUILD_PHASE_FAILED);
    assertThat(status.hasCompletionTime()).isTrue();
    return status.getFailureMessage();
  }

  /** After all the failures, as if there had been none. */
  @Test
  void aGoodPrebuildStillCompletes() throws Exception {
    failure(failing);
    agent.awaitCompletion(agent.controlPlane().createPrebuild(good));
  }

  @Test
  void aClaimForAnUnknownProjectIsNotFound() throws Exception {
    TestProject unknown = TestProject.of(good.classId(), good.repository());

    Answer answer = agent.calls().claim(UUID.randomUUID(), unknown);

    assertProblem(answer, 404, "no warm pool for project " + unknown.id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"environmentId": "nonsense"}                        | environmentId must be a UUID
          {"projectId": "00000000-0000-0000-0000-000000000001"} | environmentId must be a UUID, is missing
          {"environmentID": "00000000-0000-0000-0000-000000000001"} | field 'environmentID' is not known
          {"variables": {"A=B": "x"}}                          | a name in variables must be letters
          {"secrets": {"../x": "swordfish"}}                   | a name in secrets must be letters
          {"secrets": "swordfish"}                             | secrets is of the wrong type
          []                                                   | the body must be a JSON object
          {                                                    | the body is not valid JSON
          ''                                                   | the body is missing
          """)
  void aMalformedClaimIsRefusedByField(String body, String detail) throws Exception {
    Answer answer = agent.calls().post(body);

    assertProblem(answer, 400, detail);
    assertThat(answer.text()).doesNotContain("swordfish");
  }

  @Test
  void nobodyComesInWithoutTheToken() throws Exception {
    for (String header : new String[] {"", "Bearer wrong", "Basic d3Jvbmc=", "Bearer"}) {
      HttpRequest.Builder request =
          Answer.request(agent.settings().url() + "/v1/environments").GET();
      if (!header.isEmpty()) {
        request.header("Authorization", header);
      }
      assertProblem(Answer.to(request.build()), 401, "Authorization: Bearer TOKEN");
    }
  }

  @Test
  void anUnknownEnvironmentIsNotFound() throws Exception {
    String id = UUID.randomUUID().toString();

    assertProblem(agent.calls().get(id), 404, "no environment " + id);
    assertProblem(agent.calls().delete(id), 404, "no environment " + id);
    assertProblem(agent.calls().get("nonsense"), 400, "must be a UUID");
  }

  /** A client that asks first is told before it sends anything. */
  @Test
  void aHugeBodyIsRefusedBeforeItIsSent() throws Exception {
    HttpRequest request =
        agent
            .calls()
            .environments("")
            .expectContinue(true)
            .POST(BodyPublishers.ofByteArray(new byte[HUGE]))
            .build();

    assertProblem(Answer.alone(request), 413, "larger than the 1048576 bytes");
  }

  @Test
  void aHugeBodyIsNotRead() throws Exception {
    assertRefused(BodyPublishers.ofByteArray(new byte[HUGE]));
  }

  /** Its length is not told beforehand. */
  @Test
  void aHugeStreamIsNotRead() throws Exception {
    assertRefused(BodyPublishers.ofInputStream(BadInputIT::hugeJson));
  }

  /** One that sends at once may find the connection closed before it reads the answer. */
  private static void assertRefused(HttpRequest.BodyPublisher body) throws Exception {
    Answer answer;
    try {
      answer = Answer.alone(agent.calls().environments("").POST(body).build());
    } catch (IOException e) {
      return;
    }
    assertProblem(answer, 413, "larger than the 1048576 bytes");
  }

  private static InputStream hugeJson() {
    byte[] text = new byte[HUGE];
    Arrays.fill(text, (byte) 'x');
    text[0] = '"';
    return new ByteArrayInputStream(text);
  }

  private static void assertProblem(Answer answer, int status, String detail) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.field("detail")).contains(detail);
  }
}
