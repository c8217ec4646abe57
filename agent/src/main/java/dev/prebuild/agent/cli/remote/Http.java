package dev.prebuild.agent.cli.remote;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.tls.TlsContexts;
import dev.prebuild.agent.tls.TlsException;
import dev.prebuild.config.settings.CallerTlsSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** What all calls have in common: how they are secured, and tokens from files. */
public final class Http {
  /** What may stand in a header. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private Http() {}

  /**
   * A client for one server.
   *
   * @param place what it is secured with, if it is one of those that the settings know
   * @throws Failure wrong use, if a file that secures it is of no use
   */
  public static HttpClient to(URI server, Place place) {
    try {
      return client(server, place);
    } catch (TlsException e) {
      throw new Failure(ExitCode.WRONG_USE, String.valueOf(e.getMessage()), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private static HttpClient client(URI server, Place place)
      throws TlsException, GeneralSecurityException {
    if ("http".equals(server.getScheme())) {
      return ConnectClient.http(CONNECT_LIMIT, none());
    }
    boolean isAgent = Objects.equals(server.getAuthority(), place.agent().getAuthority());
    if (isAgent && place.agentTls().isPresent()) {
      return ConnectClient.http(CONNECT_LIMIT, TlsContexts.ownListener(place.agentTls().get()));
    }
    if (isAgent && place.agentAuthorities().isPresent()) {
      CallerTlsSettings trust =
          new CallerTlsSettings(place.agentAuthorities(), Optional.empty(), Optional.empty());
      return ConnectClient.http(CONNECT_LIMIT, TlsContexts.caller(trust));
    }
    return !isAgent && place.controlPlaneTls().isPresent()
        ? ConnectClient.http(CONNECT_LIMIT, TlsContexts.caller(place.controlPlaneTls().get()))
        : ConnectClient.http(CONNECT_LIMIT);
  }

  /** To read the system's authorities takes a tenth of a second, and clear text asks for none. */
  private static SSLContext none() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[0], new TrustManager[0], null);
    return context;
  }

  /**
   * The token in a file. Messages name the file and never what is in it.
   *
   * @param whose it is, for the message
   */
  static String token(Path file, String whose) {
    try {
      String token = Files.readString(file).strip();
      if (!TOKEN.matcher(token).matches()) {
        throw new Failure(
            ExitCode.WRONG_USE,
            "%s holds no token of %s: it has to be one line, without blanks"
                .formatted(file, whose));
      }
      return token;
    } catch (IOException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "the token of %s cannot be read from %s (%s); has the agent ever run, and may you read its files?"
              .formatted(whose, file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Why a call had no answer: the JDK's own exception for a refused connection says nothing. */
  public static String describe(IOException e) {
    if (e.getMessage() != null) {
      return e.getMessage();
    }
    return e instanceof ConnectException ? "connection refused" : e.getClass().getSimpleName();
  }
}
