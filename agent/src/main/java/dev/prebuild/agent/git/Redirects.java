package dev.prebuild.agent.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Follows a repository's redirects before git does, since git would follow them to any address.
 * What the server says to the first question tells as well whether there is a repository at all.
 */
final class Redirects {
  private static final int MOST_HOPS = 5;
  private static final String QUESTION = "/info/refs?service=git-upload-pack";

  /** Servers answer browsers differently. */
  private static final String PROGRAM = "git/2 (prebuild-agent)";

  private final AddressRules addresses;
  private final Authorities authorities;
  private final Duration patience;
  private Optional<HttpClient> made = Optional.empty();

  Redirects(AddressRules addresses, Authorities authorities, Duration patience) {
    this.addresses = addresses;
    this.authorities = authorities;
    this.patience = patience;
  }

  /**
   * Made once it is needed: to read the system's authorities takes a fifth of the agent's start.
   */
  private synchronized HttpClient client() throws IOException {
    if (made.isEmpty()) {
      made =
          Optional.of(
              HttpClient.newBuilder()
                  .followRedirects(HttpClient.Redirect.NEVER)
                  .connectTimeout(patience)
                  .sslContext(authorities.context())
                  .build());
    }
    return made.get();
  }

  /**
   * Where they lead.
   *
   * @throws CloneException if a hop is not allowed, there are too many, or the server has no such
   *     repository for this requester
   */
  Origin follow(RemoteUrl first, Requester requester) throws InterruptedException {
    RemoteUrl url = first;
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      List<InetAddress> looked = addresses.check(url, requester);
      HttpResponse<?> answer = ask(url, requester);
      if (!isRedirect(answer)) {
        checkStatus(url, answer.statusCode(), requester);
        return Origin.https(url, looked);
      }
      url = next(url, answer);
    }
    throw CloneException.refused(
        "%s is refused: it redirects more than %d times; name the URL where it ends"
            .formatted(first.text(), MOST_HOPS));
  }

  /** As git does: without credentials first, and with them where they are asked for. */
  private HttpResponse<?> ask(RemoteUrl url, Requester requester) throws InterruptedException {
    HttpResponse<?> answer = ask(url, Optional.empty());
    Optional<String> authorization = requester.authorization(url);
    return answer.statusCode() == 401 && authorization.isPresent()
        ? ask(url, authorization)
        : answer;
  }

  private HttpResponse<?> ask(RemoteUrl url, Optional<String> authorization)
      throws InterruptedException {
    try {
      HttpRequest.Builder question =
          HttpRequest.newBuilder(questionTo(url))
              .timeout(patience)
              .header("User-Agent", PROGRAM)
              // The newer protocol answers with what it can do, not with a list of all refs.
              .header("Git-Protocol", "version=2");
      authorization.ifPresent(value -> question.header("Authorization", value));
      HttpResponse<InputStream> answer =
          client().send(question.build(), HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      return answer;
    } catch (IllegalArgumentException e) {
      throw CloneException.refused(
          "%s is refused: it is no URL that can be asked (%s)"
              .formatted(Printable.of(url.text()), e.getMessage()));
    } catch (IOException e) {
      throw CloneException.of(trouble(e), "asking " + url.text(), reason(e));
    }
  }

  /** Without the user, which is for git alone. */
  private static URI questionTo(RemoteUrl url) {
    String path = url.text().substring(url.text().indexOf('/', "https://".length()));
    return URI.create(url.server() + path.replaceAll("/+$", "") + QUESTION);
  }

  private static Trouble trouble(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return Trouble.UNTRUSTED;
      }
    }
    return Trouble.UNREACHABLE;
  }

  private String reason(IOException e) {
    return e instanceof HttpTimeoutException
        ? "no answer within %d s".formatted(patience.toSeconds())
        : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static boolean isRedirect(HttpResponse<?> answer) {
    return switch (answer.statusCode()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static void checkStatus(RemoteUrl url, int status, Requester requester) {
    String what = "asking " + url.text();
    String seen = "HTTP status " + status;
    if (status == 401 || status == 403) {
      boolean isForeign =
          requester.credentials().isPresent() && requester.authorization(url).isEmpty();
      throw CloneException.of(
          Trouble.DENIED,
          what,
          isForeign
              ? "%s; the executor's credentials are for %s and are not sent to another server"
                  .formatted(seen, requester.repository().server())
              : seen);
    }
    if (status == 404 || status == 410) {
      throw CloneException.of(Trouble.NOT_FOUND, what, seen);
    }
    if (status == 429 || status >= 500) {
      throw CloneException.of(Trouble.UNREACHABLE, what, seen);
    }
  }

  private static RemoteUrl next(RemoteUrl url, HttpResponse<?> answer) {
    String location = answer.headers().firstValue("location").orElse("");
    try {
      String target = questionTo(url).resolve(location).toString();
      if (target.endsWith(QUESTION)) {
        String base = target.substring(0, target.length() - QUESTION.length());
        return RemoteUrl.parse(base)
            .filter(next -> next.scheme().equals("https"))
            .orElseThrow(() -> refused(url, location));
      }
    } catch (IllegalArgumentException _) {
      // It is no URL: refused like one that leads somewhere else.
    }
    throw refused(url, location);
  }

  private static CloneException refused(RemoteUrl url, String location) {
    return CloneException.refused(
        "%s is refused: it redirects to '%s', which is no https URL of a repository"
            .formatted(url.text(), Printable.of(location)));
  }
}
