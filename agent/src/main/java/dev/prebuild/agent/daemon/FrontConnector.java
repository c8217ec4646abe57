package dev.prebuild.agent.daemon;

import dev.prebuild.agent.http.FirstRequestLimit;
import dev.prebuild.agent.tls.TlsContexts;
import dev.prebuild.agent.tls.TlsException;
import dev.prebuild.config.settings.HttpSettings;
import dev.prebuild.config.settings.ListenerTlsSettings;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/** How connections to the listener are taken: within limits, and secured where that is wanted. */
final class FrontConnector extends HttpConnectorFactory {
  /**
   * Longer than any long poll. A connection may be idle for as long as its call is under way, but
   * an answer that sets out in the very moment in which this time is up is lost, and the connection
   * with it; the usual 30 s are just when long polls end.
   */
  private static final Duration IDLE_LIMIT = Duration.seconds(90);

  /** Many times what all agents of a control plane, and all who look on, need. */
  private static final int MOST_CONNECTIONS = 10_000;

  /** Slower than any network that is of use; whoever sends a body so slowly is after the thread. */
  private static final DataSize SLOWEST_BODY = DataSize.bytes(128);

  private final java.time.Duration firstRequestLimit;
  private final Optional<Tls> tls;

  /** The certificate in use, and where it comes from. */
  private record Tls(ListenerTlsSettings settings, SslContextFactory.Server factory) {}

  /**
   * @throws TlsException if keys or certificates are of no use
   */
  FrontConnector(HttpSettings settings) throws TlsException {
    this(settings, FirstRequestLimit.STANDARD);
  }

  FrontConnector(HttpSettings settings, java.time.Duration firstRequestLimit) throws TlsException {
    this.firstRequestLimit = firstRequestLimit;
    setBindHost(settings.host());
    setPort(settings.port());
    setUseServerHeader(false);
    setIdleTimeout(IDLE_LIMIT);
    setMinRequestDataPerSecond(SLOWEST_BODY);
    this.tls =
        settings.tls().isPresent() ? Optional.of(tls(settings.tls().get())) : Optional.empty();
  }

  private static Tls tls(ListenerTlsSettings settings) throws TlsException {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(TlsContexts.listener(settings));
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setNeedClientAuth(settings.clientAuthoritiesFile().isPresent());
    return new Tls(settings, factory);
  }

  /**
   * Has keys and certificates read again, for all connections that are made from now on.
   *
   * @throws TlsException if they are of no use; then nothing has changed
   */
  void rereadTls() throws TlsException {
    if (tls.isEmpty()) {
      return;
    }
    var context = TlsContexts.listener(tls.get().settings());
    try {
      tls.get().factory().reload(factory -> factory.setSslContext(context));
    } catch (Exception e) {
      throw new IllegalStateException("the listener does not take its new certificate", e);
    }
  }

  @Override
  protected HttpConfiguration buildHttpConfiguration() {
    HttpConfiguration configuration = super.buildHttpConfiguration();
    if (tls.isPresent()) {
      // The host's name is the client's to check; here it would shut out those who call by address.
      boolean checksHostName = false;
      configuration.addCustomizer(new SecureRequestCustomizer(checksHostName));
    }
    return configuration;
  }

  @Override
  protected ServerConnector buildConnector(
      Server server,
      Scheduler scheduler,
      ByteBufferPool buffers,
      String name,
      @Nullable ThreadPool threads,
      ConnectionFactory... factories) {
    ServerConnector connector =
        super.buildConnector(server, scheduler, buffers, name, threads, secured(factories));
    connector.addBean(new FirstRequestLimit(scheduler, firstRequestLimit));
    connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    return connector;
  }

  private ConnectionFactory[] secured(ConnectionFactory... factories) {
    return Stream.concat(
            tls.stream()
                .map(
                    secure ->
                        new SslConnectionFactory(secure.factory(), factories[0].getProtocol())),
            Stream.of(factories))
        .toArray(ConnectionFactory[]::new);
  }
}
