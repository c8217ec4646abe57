package dev.prebuild.agent.daemon;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.tls.TlsContexts;
import dev.prebuild.agent.tls.TlsException;
import dev.prebuild.config.settings.ControlPlaneSettings;
import dev.prebuild.config.settings.HttpSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** The way to the control plane, and what secures it. */
final class Wire {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final URI url;
  private final Path tokenFile;
  private final Clients clients;
  private final AtomicReference<HttpClient> http;

  /** Makes an HTTP client of the keys and authorities as they are now. */
  private interface Clients {
    HttpClient make() throws TlsException;
  }

  private Wire(URI url, Path tokenFile, Clients clients) throws TlsException {
    this.url = url;
    this.tokenFile = tokenFile;
    this.clients = clients;
    this.http = new AtomicReference<>(clients.make());
  }

  /** To a control plane somewhere else. */
  static Wire toRemote(ControlPlaneSettings settings) throws TlsException {
    return new Wire(
        settings.url(),
        settings.tokenFile(),
        () ->
            settings.tls().isPresent()
                ? ConnectClient.http(CONNECT_LIMIT, TlsContexts.caller(settings.tls().get()))
                : ConnectClient.http(CONNECT_LIMIT));
  }

  /** To the one in this process, by way of its own listener. */
  static Wire toOwn(HttpSettings settings, Path tokenFile) throws TlsException {
    return new Wire(
        settings.reachableFromHere(),
        tokenFile,
        () ->
            settings.tls().isPresent()
                ? ConnectClient.http(CONNECT_LIMIT, TlsContexts.ownListener(settings.tls().get()))
                : ConnectClient.http(CONNECT_LIMIT));
  }

  ConnectClient client() {
    return new ConnectClient(http::get, url, tokenFile);
  }

  /**
   * Has keys and authorities read again, for all connections that are made from now on.
   *
   * @throws TlsException if they are of no use; then nothing has changed
   */
  void reread() throws TlsException {
    http.set(clients.make());
  }
}
