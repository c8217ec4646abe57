package dev.prebuild.agent.daemon;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.sync.CallPolicy;
import dev.prebuild.agent.sync.ControlPlane;
import dev.prebuild.agent.sync.ControlPlaneClient;
import dev.prebuild.agent.tls.TlsContexts;
import dev.prebuild.config.settings.ControlPlaneSettings;
import dev.prebuild.config.settings.HttpSettings;
import dev.prebuild.config.settings.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** The way to the control plane, and what secures it. */
final class Wire {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final URI url;
  private final Path tokenFile;

  /** Keys and authorities as they are now; none where the defaults suit. */
  private final Supplier<Optional<SSLContext>> tls;

  private final AtomicReference<HttpClient> http;

  private Wire(URI url, Path tokenFile, Supplier<Optional<SSLContext>> tls) {
    this.url = url;
    this.tokenFile = tokenFile;
    this.tls = tls;
    this.http =
        new AtomicReference<>(
            tls.get().map(Wire::secured).orElseGet(() -> ConnectClient.http(CONNECT_LIMIT)));
  }

  private static HttpClient secured(SSLContext context) {
    return ConnectClient.http(CONNECT_LIMIT, context);
  }

  /**
   * To a control plane somewhere else.
   *
   * @throws dev.prebuild.agent.tls.TlsException if keys or authorities are of no use
   */
  static Wire toRemote(ControlPlaneSettings settings) {
    return new Wire(
        settings.url(), settings.tokenFile(), () -> settings.tls().map(TlsContexts::caller));
  }

  /**
   * To the one in this process, by way of its own listener.
   *
   * @throws dev.prebuild.agent.tls.TlsException if the listener's keys are of no use
   */
  static Wire toOwn(HttpSettings settings, Path tokenFile) {
    return new Wire(
        settings.reachableFromHere(),
        tokenFile,
        () ->
            Optional.of(settings.tls().map(TlsContexts::ownListener).orElseGet(TlsContexts::none)));
  }

  /** The control plane, as the agent of this host calls it. */
  ControlPlane controlPlane(Settings settings, HostReport report) {
    return new ControlPlaneClient(
        new ConnectClient(http::get, url, tokenFile),
        settings.runner().id(),
        HostName.of(settings.runner()),
        report,
        settings.controlPlane().requestTimeout().toJavaDuration(),
        CallPolicy.standard());
  }

  /**
   * Has keys and authorities read again, for all connections that are made from now on.
   *
   * @throws dev.prebuild.agent.tls.TlsException if they are of no use; then nothing has changed
   */
  void rereadTls() {
    tls.get().map(Wire::secured).ifPresent(http::set);
  }
}
