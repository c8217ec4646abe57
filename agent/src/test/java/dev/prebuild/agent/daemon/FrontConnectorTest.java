package dev.prebuild.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.http.FirstRequestLimit;
import dev.prebuild.agent.http.PlainErrors;
import dev.prebuild.agent.tls.TestAuthority;
import dev.prebuild.agent.tls.TestAuthority.Issued;
import dev.prebuild.agent.tls.TlsContexts;
import dev.prebuild.config.settings.CallerTlsSettings;
import dev.prebuild.config.settings.HttpSettings;
import dev.prebuild.config.settings.ListenerTlsSettings;
import io.dropwizard.util.DataSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FrontConnectorTest {
  private static final Duration AMPLE = Duration.ofSeconds(10);

  @TempDir Path folder;

  private final Server server = new Server(new QueuedThreadPool());
  private int port;
  private TestAuthority authority;
  private Issued agent;

  @BeforeEach
  void issue() throws Exception {
    authority = TestAuthority.in(folder, "authority");
    agent = authority.issueForServer("agent");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private FrontConnector serve(Optional<ListenerTlsSettings> tls, Duration firstRequestLimit)
      throws Exception {
    FrontConnector front =
        new FrontConnector(
            new HttpSettings(
                "127.0.0.1",
                port,
                Optional.empty(),
                Optional.empty(),
                DataSize.kibibytes(1),
                30,
                tls),
            firstRequestLimit);
    server.addConnector(front.build(server, new MetricRegistry(), "front", server.getThreadPool()));
    server.setHandler(new ServletContextHandler("/"));
    server.setErrorHandler(new PlainErrors());
    server.start();
    return front;
  }

  private ListenerTlsSettings tls(Optional<Path> clientAuthorities) {
    return new ListenerTlsSettings(agent.certificateFile(), agent.keyFile(), clientAuthorities);
  }

  private SSLContext caller(Optional<Issued> own) throws Exception {
    return TlsContexts.caller(
        new CallerTlsSettings(
            Optional.of(authority.file()),
            own.map(Issued::certificateFile),
            own.map(Issued::keyFile)));
  }

  /** Nothing is there, so 404 says that the request was read. */
  private HttpResponse<String> get(SSLContext context, String host) throws Exception {
    HttpClient client = ConnectClient.http(AMPLE, context);
    return client.send(
        HttpRequest.newBuilder(URI.create("https://%s:%d/".formatted(host, port)))
            .timeout(AMPLE)
            .build(),
        BodyHandlers.ofString());
  }

  private String plain(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void clientsBelieveTheAuthoritysWord() throws Exception {
    serve(Optional.of(tls(Optional.empty())), FirstRequestLimit.STANDARD);

    assertThat(get(caller(Optional.empty()), "localhost").statusCode()).isEqualTo(404);
    assertThatThrownBy(() -> get(SSLContext.getDefault(), "localhost"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void clearTextIsNotUnderstood() throws Exception {
    serve(Optional.of(tls(Optional.empty())), FirstRequestLimit.STANDARD);

    assertThat(plain("GET / HTTP/1.1\r\nHost: agent\r\n\r\n")).doesNotContain("404");
  }

  @Test
  void clientsMustShowTheirCertificateWhereThatIsWanted() throws Exception {
    serve(Optional.of(tls(Optional.of(authority.file()))), FirstRequestLimit.STANDARD);
    Issued stranger =
        TestAuthority.in(Files.createDirectory(folder.resolve("far")), "strangers")
            .issue("stranger", "EC");

    assertThat(get(caller(Optional.of(authority.issue("client", "RSA"))), "localhost").statusCode())
        .isEqualTo(404);
    assertThatThrownBy(() -> get(caller(Optional.empty()), "localhost"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get(caller(Optional.of(stranger)), "localhost"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theAgentsOwnCertificateOpensItsListenerByAddress() throws Exception {
    ListenerTlsSettings settings = tls(Optional.of(authority.file()));
    serve(Optional.of(settings), FirstRequestLimit.STANDARD);

    assertThat(get(TlsContexts.ownListener(settings), "127.0.0.1").statusCode()).isEqualTo(404);
  }

  @Test
  void aRenewedCertificateIsShownOnceItWasReadAgain() throws Exception {
    ListenerTlsSettings settings = tls(Optional.empty());
    FrontConnector front = serve(Optional.of(settings), FirstRequestLimit.STANDARD);
    SSLContext before = TlsContexts.ownListener(settings);
    Issued renewed = authority.issueForServer("renewed");
    Files.move(
        renewed.certificateFile(), agent.certificateFile(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(renewed.keyFile(), agent.keyFile(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(get(before, "127.0.0.1").statusCode()).isEqualTo(404);

    front.rereadTls();

    assertThat(get(TlsContexts.ownListener(settings), "127.0.0.1").statusCode()).isEqualTo(404);
    assertThatThrownBy(() -> get(before, "127.0.0.1")).isInstanceOf(IOException.class);
  }

  @Test
  void whoTricklesHeadersInIsCutOff() throws Exception {
    serve(Optional.empty(), Duration.ofMillis(200));

    assertThat(plain("GET / HTTP/1.1\r\nHost: agent\r\nX-Slow: ")).isEmpty();
  }

  @Test
  void whoHasAskedSomethingMayBeSilent() throws Exception {
    serve(Optional.empty(), Duration.ofMillis(200));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      byte[] request = "GET / HTTP/1.1\r\nHost: agent\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(request);
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThat(plain("GET / HTTP/1.1\r\nHost: agent\r\n")).as("one that is cut off").isEmpty();

      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .containsSubsequence("404", "404");
    }
  }

  @Test
  void refusalsDoNotTellWhatServesHere() throws Exception {
    serve(Optional.empty(), FirstRequestLimit.STANDARD);

    String tooLong =
        plain("GET / HTTP/1.1\r\nHost: agent\r\nX-Long: %s\r\n\r\n".formatted("x".repeat(9_000)));
    assertThat(tooLong).startsWith("HTTP/1.1 431").doesNotContainIgnoringCase("jetty");
    assertThat(plain("nonsense\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .doesNotContainIgnoringCase("jetty");
    assertThat(plain("GET /missing HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404")
        .doesNotContainIgnoringCase("jetty");
  }
}
