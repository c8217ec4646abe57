package dev.prebuild.agent.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.prebuild.agent.testkit.SecretFile;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectClientTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final MethodDescriptor GET =
      Objects.requireNonNull(
          PrebuildProto.getDescriptor()
              .findServiceByName("PrebuildService")
              .findMethodByName("GetPrebuild"));

  @TempDir private Path folder;
  private Path tokenFile;

  @BeforeEach
  void writeToken() throws IOException {
    tokenFile = folder.resolve("token");
    SecretFile.write(tokenFile, "first\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/api", "/api/"})
  void callsBelowAnyBase(String base) throws Exception {
    try (TestServer server = serve(new AtomicReference<>("first"), "echo")) {
      assertThat(call(server.uri().resolve(base.isEmpty() ? "" : base))).isEqualTo("p-1");
    }
  }

  @Test
  void takesUpARotatedToken() throws Exception {
    AtomicReference<String> valid = new AtomicReference<>("first");
    try (TestServer server = serve(valid, "echo")) {
      ConnectClient client = client(server.uri());
      assertThat(call(client)).isEqualTo("p-1");

      valid.set("second");
      SecretFile.write(tokenFile, "second");

      assertThat(call(client)).isEqualTo("p-1");
    }
  }

  @Test
  void doesNotInsistOnARefusedToken() throws Exception {
    try (TestServer server = serve(new AtomicReference<>("other"), "echo")) {
      assertRefused(server.uri(), ConnectCode.UNAUTHENTICATED, "needs a valid token");
    }
  }

  @Test
  void tellsTheServersRefusal() throws Exception {
    try (TestServer server = serve(new AtomicReference<>("first"), "refuse")) {
      assertRefused(server.uri(), ConnectCode.ALREADY_EXISTS, "there is one");
    }
  }

  @Test
  void tellsAServerThatIsDown() throws Exception {
    TestServer server = serve(new AtomicReference<>("first"), "echo");
    URI uri = server.uri();
    server.close();

    assertRefused(uri, ConnectCode.UNAVAILABLE, uri.toString());
  }

  @Test
  void tellsAnAnswerThatDoesNotCome() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    HttpServlet silent =
        servlet(
            _ -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try (TestServer server = new TestServer(silent, List.of("/*"))) {
      assertThatThrownBy(() -> call(client(server.uri()), Duration.ofMillis(50)))
          .isInstanceOfSatisfying(
              ConnectException.class,
              e -> assertThat(e.code()).isEqualTo(ConnectCode.DEADLINE_EXCEEDED));
      never.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, text/html,         <html>,               UNKNOWN",
    "200, application/proto, nonsense,             INTERNAL",
    "502, text/html,         <html>,               UNAVAILABLE",
    "404, text/html,         '',                   UNIMPLEMENTED",
    "409, application/json,  '{\"code\":\"new\"}', UNKNOWN",
    "302, text/html,         '',                   UNKNOWN",
  })
  void understandsWhateverStandsInTheWay(
      int status, String contentType, String body, ConnectCode code) throws Exception {
    HttpServlet proxy =
        servlet(
            response -> {
              response.setStatus(status);
              response.setContentType(contentType);
              response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            });
    try (TestServer server = new TestServer(proxy, List.of("/*"))) {
      assertRefused(server.uri(), code, "POST");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "two\nlines", "ümlaut"})
  void keepsABadTokenToItself(String token) throws Exception {
    SecretFile.write(tokenFile, token);

    assertThatThrownBy(() -> call(client(URI.create("http://127.0.0.1:9"))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(tokenFile.toString())
        .hasMessageNotContaining("two")
        .hasMessageNotContaining("mlaut");
  }

  @Test
  void namesAMissingTokenFile() throws Exception {
    Files.delete(tokenFile);

    assertRefused(
        URI.create("http://127.0.0.1:9"), ConnectCode.UNAUTHENTICATED, tokenFile.toString());
  }

  @Test
  void keepsATokenThatOthersCanReadToItself() throws Exception {
    Files.setPosixFilePermissions(tokenFile, PosixFilePermissions.fromString("rw-r--r--"));

    assertRefused(
        URI.create("http://127.0.0.1:9"), ConnectCode.UNAUTHENTICATED, "chmod 600 " + tokenFile);
  }

  private void assertRefused(URI base, ConnectCode code, String message) {
    assertThatThrownBy(() -> call(base))
        .isInstanceOfSatisfying(ConnectException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private String call(URI base) throws InterruptedException {
    return call(client(base));
  }

  private static String call(ConnectClient client) throws InterruptedException {
    return call(client, AMPLE);
  }

  private static String call(ConnectClient client, Duration timeout) throws InterruptedException {
    return client
        .call(
            GET,
            GetPrebuildRequest.newBuilder().setPrebuildId("p-1").build(),
            GetPrebuildResponse.getDefaultInstance(),
            timeout)
        .getPrebuild()
        .getId();
  }

  private ConnectClient client(URI base) {
    return new ConnectClient(ConnectClient.http(AMPLE), base, tokenFile);
  }

  private static TestServer serve(AtomicReference<String> validToken, String behaviour) {
    ConnectService<String> service =
        ConnectService.builder(
                PrebuildProto.getDescriptor().findServiceByName("PrebuildService"),
                (String _) -> true)
            .method(
                "GetPrebuild",
                GetPrebuildRequest.getDefaultInstance(),
                (_, request) -> {
                  if (behaviour.equals("refuse")) {
                    throw new ConnectException(ConnectCode.ALREADY_EXISTS, "there is one");
                  }
                  return GetPrebuildResponse.newBuilder()
                      .setPrebuild(Prebuild.newBuilder().setId(request.getPrebuildId()))
                      .build();
                })
            .build();
    ConnectServlet<String> servlet =
        new ConnectServlet<>(
            List.of(service), token -> Optional.of(token).filter(validToken.get()::equals), 1000);
    return new TestServer(servlet, List.of("/gitpod.v1.PrebuildService/*", "/api/*"));
  }

  private interface Answer {
    void give(HttpServletResponse response) throws IOException;
  }

  private static HttpServlet servlet(Answer answer) {
    return new HttpServlet() {
      private static final long serialVersionUID = 1L;

      @Override
      protected void service(HttpServletRequest request, HttpServletResponse response)
          throws IOException {
        answer.give(response);
      }
    };
  }
}
