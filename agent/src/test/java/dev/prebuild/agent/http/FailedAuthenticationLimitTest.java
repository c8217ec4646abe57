package dev.prebuild.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.TestServer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class FailedAuthenticationLimitTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  /** Lets nobody in who does not say that the token is good. */
  private static final class Door extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient FailedAuthenticationLimit limit;

    Door(FailedAuthenticationLimit limit) {
      this.limit = limit;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      limit.doFilter(
          request,
          response,
          (_, _) ->
              response.setStatus("good".equals(request.getHeader("Authorization")) ? 200 : 401));
    }
  }

  private TestServer serve(Predicate<InetAddress> exempt) {
    return new TestServer(
        new Door(
            new FailedAuthenticationLimit(
                new FailedAuthentications(2, System::nanoTime, exempt), told::add)),
        List.of("/*"));
  }

  private static HttpResponse<String> ask(TestServer server, String token) throws Exception {
    return ConnectClient.http(Duration.ofSeconds(5))
        .send(
            HttpRequest.newBuilder(server.uri()).header("Authorization", token).build(),
            BodyHandlers.ofString());
  }

  @Test
  void whoHasSentTooManyWrongTokensIsRefusedUnheard() throws Exception {
    try (TestServer server = serve(_ -> false)) {
      assertThat(ask(server, "good").statusCode()).isEqualTo(200);
      assertThat(ask(server, "wrong").statusCode()).isEqualTo(401);
      assertThat(ask(server, "wrong").statusCode()).isEqualTo(401);

      HttpResponse<String> refused = ask(server, "good");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("60");
      assertThat(refused.body()).contains("too-many-wrong-tokens", "http.failedAuthentications");
      assertThat(told).containsExactly("127.0.0.1");
    }
  }

  @Test
  void loopbackIsAlwaysHeard() throws Exception {
    try (TestServer server = serve(InetAddress::isLoopbackAddress)) {
      for (int i = 0; i < 10; i++) {
        assertThat(ask(server, "wrong").statusCode()).isEqualTo(401);
      }
      assertThat(told).isEmpty();
    }
  }
}
