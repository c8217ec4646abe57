package dev.prebuild.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.agent.testkit.ModuleFolder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class PageServletTest {
  private static final Path SOURCES =
      ModuleFolder.find().resolve("src/main/resources/dev/prebuild/agent/page");
  private static final int MOST_BYTES = 60_000;

  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(5));
  private final PageServlet servlet = new PageServlet();
  private final TestServer server = new TestServer(servlet, List.copyOf(servlet.mappings()));

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return String.join(" | ", answer.headers().allValues(name));
  }

  @ParameterizedTest
  @CsvSource({
    "/,               text/html;charset=utf-8,       index.html",
    "/page/page.css,  text/css;charset=utf-8,        page.css",
    "/page/main.js,   text/javascript;charset=utf-8, main.js"
  })
  void eachFileIsServedAsWhatItIs(String path, String mediaType, String name) throws Exception {
    HttpResponse<String> answer = ask("GET", path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo(mediaType);
    assertThat(answer.body()).isEqualTo(Files.readString(SOURCES.resolve(name)));
  }

  @Test
  void everyFileOfTheFolderIsServedAndTogetherTheyAreSmall() throws Exception {
    int bytes = 0;
    List<String> paths = new ArrayList<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        bytes += Math.toIntExact(Files.size(file));
        String name = file.getFileName().toString();
        paths.add(name.equals("index.html") ? "" : "/page/" + name);
      }
    }

    assertThat(servlet.mappings()).containsExactlyInAnyOrderElementsOf(paths);
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST"})
  void everyAnswerIsStrict(String method) throws Exception {
    HttpResponse<String> answer = ask(method, "/");

    Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer")
        .forEach((name, value) -> assertThat(header(answer, name)).as(name).isEqualTo(value));
  }

  @Test
  void whoHasAFileAlreadyIsNotSentItAgain() throws Exception {
    HttpResponse<String> first = ask("GET", "/");
    String tag = header(first, "ETag");

    assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
    assertThat(tag).matches("\"[0-9a-f]{32}\"");
    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      HttpResponse<String> again = ask("GET", "/", "If-None-Match", known);
      assertThat(again.statusCode()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(header(again, "ETag")).isEqualTo(tag);
    }
    assertThat(ask("GET", "/", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/page/main.js", "If-None-Match", tag).statusCode()).isEqualTo(200);
  }

  @Test
  void headIsGetWithoutTheBody() throws Exception {
    HttpResponse<String> get = ask("GET", "/page/main.js");
    HttpResponse<String> head = ask("HEAD", "/page/main.js");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("Content-Type", "Content-Length", "ETag", "Cache-Control")) {
      assertThat(header(head, name)).as(name).isNotEmpty().isEqualTo(header(get, name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
  void nothingElseIsDone(String method) throws Exception {
    HttpResponse<String> answer = ask(method, "/");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/index.html",
        "/page",
        "/page/",
        "/page/index.html",
        "/page/none.js",
        "/page/Asset.class",
        "/page/PageServlet.class",
        "/page/%2e%2e/page/main.js",
        "/page/../../logback.xml",
        "/page/..%2f..%2fMain.class",
        "/page/main.js/",
        "//page/main.js"
      })
  void noOtherPathLeadsToAFile(String path) throws Exception {
    assertThat(ask("GET", path).statusCode()).isBetween(400, 404);
  }

  /** What the browser's own rules catch only where it is reached. */
  @Test
  void noFileMakesMarkupOfTextOrTakesAnythingFromElsewhere() throws Exception {
    List<String> forbidden =
        List.of(
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "style=",
            "onclick=",
            "https://",
            "@import",
            "url(");
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        assertThat(file).content().doesNotContain(forbidden);
      }
    }
  }
}
