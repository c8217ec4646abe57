package dev.prebuild.agent.cli.remote;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.tls.TlsContexts;
import dev.prebuild.agent.tls.TlsException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Makes the clients of a command, and closes them with it: the virtual machine waits up to 0.3 s
 * for threads that look after open ones before it ends.
 */
public final class HttpClients implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** By the roots of their servers. */
  private final Map<URI, HttpClient> made = new HashMap<>();

  /**
   * The client for one server.
   *
   * @param place what it is secured with, if it is one of those that the settings know
   * @throws Failure wrong use, if a file that secures it is of no use
   */
  public HttpClient to(URI server, Place place) {
    return made.computeIfAbsent(server.resolve("/"), root -> make(root, place));
  }

  private static HttpClient make(URI server, Place place) {
    try {
      return "https".equals(server.getScheme())
          ? secured(server, place)
          : ConnectClient.http(CONNECT_LIMIT, TlsContexts.none());
    } catch (TlsException e) {
      throw new Failure(ExitCode.WRONG_USE, String.valueOf(e.getMessage()), e);
    }
  }

  private static HttpClient secured(URI server, Place place) {
    if (Objects.equals(server.getAuthority(), place.agent().getAuthority())) {
      return ConnectClient.http(
          CONNECT_LIMIT,
          place
              .agentTls()
              .map(TlsContexts::ownListener)
              .orElseGet(() -> TlsContexts.caller(place.callerTls())));
    }
    return place
        .controlPlaneTls()
        .map(tls -> ConnectClient.http(CONNECT_LIMIT, TlsContexts.caller(tls)))
        .orElseGet(() -> ConnectClient.http(CONNECT_LIMIT));
  }

  @Override
  public void close() {
    for (HttpClient client : made.values()) {
      client.shutdownNow();
      client.close();
    }
  }
}
