package dev.prebuild.agent.daemon;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.prebuild.agent.connect.ConnectServlet;
import dev.prebuild.agent.controlplane.EmbeddedControlPlane;
import dev.prebuild.agent.http.BearerFilter;
import dev.prebuild.agent.http.BodyLimit;
import dev.prebuild.agent.http.EnvironmentsResource;
import dev.prebuild.agent.http.FailedAuthenticationLimit;
import dev.prebuild.agent.http.HealthServlet;
import dev.prebuild.agent.http.HostResource;
import dev.prebuild.agent.http.LogsAccess;
import dev.prebuild.agent.http.MetricsServlet;
import dev.prebuild.agent.http.OverviewResource;
import dev.prebuild.agent.http.PlainErrors;
import dev.prebuild.agent.http.PrebuildLogsResource;
import dev.prebuild.agent.http.ProblemMapper;
import dev.prebuild.agent.page.PageServlet;
import dev.prebuild.agent.token.BearerToken;
import dev.prebuild.config.settings.HttpSettings;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.jetty.GzipHandlerFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import io.dropwizard.util.Duration;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one listener: the agent's API, page, metrics and health, and the embedded control plane. */
final class HttpFront {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
  private static final Duration STOP_LIMIT = Duration.seconds(5);

  private final HttpSettings settings;
  private final FrontConnector connector;
  private final Agent agent;
  private final Optional<EmbeddedControlPlane> controlPlane;
  private final BearerToken token;
  private final MetricRegistry dropwizard;
  private final HealthCheckRegistry health;
  private final OverviewResource overview;
  private final PrebuildLogsResource logs;

  HttpFront(
      HttpSettings settings,
      FrontConnector connector,
      Agent agent,
      Optional<EmbeddedControlPlane> controlPlane,
      BearerToken token,
      MetricRegistry dropwizard,
      HealthCheckRegistry health) {
    this.settings = settings;
    this.connector = connector;
    this.agent = agent;
    this.controlPlane = controlPlane;
    this.token = token;
    this.dropwizard = dropwizard;
    this.health = health;
    this.overview = new OverviewResource(agent.overviews(), mapper());
    this.logs = new PrebuildLogsResource(agent.logs());
  }

  /**
   * The agent looks at the engine while the server starts, and does the rest once that is open,
   * since a standalone agent talks to itself. Where the port is taken it does nothing at all.
   *
   * @param witness told when that is, and when it closes
   */
  void serveUntilStopped(LifeCycle.Listener witness) throws Daemon.StartException {
    Server server = build();
    server.addEventListener(witness);
    server.addEventListener(new ReleaseWaiting());
    try {
      bind(server);
      agent.look();
      server.start();
      agent.start();
      LOG.atInfo()
          .addKeyValue("host", settings.host())
          .addKeyValue("port", settings.port())
          .log("prebuild-agent is up");
      server.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new Daemon.StartException(
          "listening on %s port %d failed (%s); is the port taken? See http.host and http.port"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  private static void bind(Server server) throws IOException {
    for (Connector connector : server.getConnectors()) {
      if (connector instanceof NetworkConnector listener) {
        listener.open();
      }
    }
  }

  /** Without this, stopping would wait for every long poll to run out, and for all who watch. */
  private final class ReleaseWaiting implements LifeCycle.Listener {
    @Override
    public void lifeCycleStopping(LifeCycle server) {
      controlPlane.ifPresent(EmbeddedControlPlane::releaseLongPolls);
      overview.release();
      logs.release();
    }
  }

  private Server build() {
    SimpleServerFactory factory = serverFactory();
    Configuration configuration = new Configuration();
    configuration.setServerFactory(factory);
    Environment environment =
        new Environment(
            "prebuild-agent",
            mapper(),
            Validators.newValidatorFactory(),
            dropwizard,
            Thread.currentThread().getContextClassLoader(),
            health,
            configuration);
    addResources(environment.jersey());
    addServlets(environment);
    Server server = factory.build(environment);
    server.setErrorHandler(new PlainErrors());
    return server;
  }

  private SimpleServerFactory serverFactory() {
    LogbackAccessRequestLogFactory requestLog = new LogbackAccessRequestLogFactory();
    requestLog.setAppenders(List.of());
    SimpleServerFactory factory = new OnlyApplication();
    factory.setConnector(connector);
    factory.setApplicationContextPath("/");
    factory.setRegisterDefaultExceptionMappers(false);
    factory.setEnableVirtualThreads(true);
    factory.setShutdownGracePeriod(STOP_LIMIT);
    factory.setRequestLogFactory(requestLog);
    factory.setGzipFilterFactory(noPacking());
    return factory;
  }

  /**
   * The control plane's API packs and unpacks for itself, by the rules of its protocol and within
   * its limits; a log that is followed must not wait in a packer's buffer.
   */
  private static GzipHandlerFactory noPacking() {
    GzipHandlerFactory gzip = new GzipHandlerFactory();
    gzip.setEnabled(false);
    return gzip;
  }

  /** Unlike Dropwizard's it refuses keys that are not known, and spins no code at each start. */
  private static ObjectMapper mapper() {
    return JsonMapper.builder().addModules(new Jdk8Module(), new JavaTimeModule()).build();
  }

  private void addResources(JerseyEnvironment jersey) {
    jersey.register(
        new BearerFilter(
            List.of(
                (_, presented) -> token.matches(presented), new LogsAccess(agent.logsTokens()))));
    jersey.register(new BodyLimit(settings.maxBody().toBytes()));
    jersey.register(new ProblemMapper());
    jersey.register(
        new EnvironmentsResource(agent.pools(), agent.environments(), agent.requests()));
    jersey.register(logs);
    jersey.register(new HostResource(agent.host(), agent::census, agent.requests()));
    jersey.register(overview);
  }

  private void addServlets(Environment environment) {
    environment
        .servlets()
        .addFilter(
            "failed-authentications",
            new FailedAuthenticationLimit(
                settings.failedAuthentications(), HttpFront::tellOfWrongTokens))
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    environment
        .servlets()
        .addServlet("metrics", new MetricsServlet(agent.metrics().registry()))
        .addMapping("/metrics");
    environment.servlets().addServlet("health", new HealthServlet(health)).addMapping("/health");
    PageServlet page = new PageServlet();
    environment
        .servlets()
        .addServlet("page", page)
        .addMapping(page.mappings().toArray(String[]::new));
    controlPlane
        .map(EmbeddedControlPlane::servlet)
        .ifPresent(servlet -> addControlPlane(environment, servlet));
  }

  private static void tellOfWrongTokens(String address) {
    LOG.atWarn()
        .addKeyValue("from", address)
        .log(
            "too many wrong tokens came from this address; it is refused for a minute (http.failedAuthentications)");
  }

  private static void addControlPlane(Environment environment, ConnectServlet<?> servlet) {
    environment
        .servlets()
        .addServlet("control-plane", servlet)
        .addMapping(servlet.mappings().toArray(String[]::new));
  }
}
