package dev.prebuild.agent.daemon;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import dev.prebuild.agent.controlplane.EmbeddedControlPlane;
import dev.prebuild.agent.daemon.RunnerLock.LockedException;
import dev.prebuild.agent.engine.Engine;
import dev.prebuild.agent.settings.InvalidSettingsException;
import dev.prebuild.agent.systemd.ServiceManager;
import dev.prebuild.agent.telemetry.AuditLog;
import dev.prebuild.agent.telemetry.BuildInfo;
import dev.prebuild.agent.telemetry.CallTelemetry;
import dev.prebuild.agent.telemetry.ControlPlaneTelemetry;
import dev.prebuild.agent.telemetry.EngineTelemetry;
import dev.prebuild.agent.telemetry.HttpTelemetry;
import dev.prebuild.agent.telemetry.Metrics;
import dev.prebuild.agent.telemetry.ProcessTelemetry;
import dev.prebuild.agent.token.BearerToken;
import dev.prebuild.config.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon: takes the lock, then brings up the control plane if it is to, the agent, and HTTP.
 */
public final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final LiveSettings live;
  private final Settings settings;
  private final boolean isStandalone;

  /**
   * @param live settings, which a hangup has read again
   * @param isStandalone whether the embedded control plane is served, and used, as well
   */
  public Daemon(LiveSettings live, boolean isStandalone) {
    this.live = live;
    this.settings = live.get();
    this.isStandalone = isStandalone;
  }

  /**
   * Runs until the process is told to end. Containers go on without it.
   *
   * @throws LockedException if another agent serves this runner on this engine
   * @throws StartException if it cannot come up; the message says why and what to do
   */
  public void run() throws LockedException, StartException {
    Metrics metrics = new Metrics();
    try (RunnerLock _ = RunnerLock.take(settings.engine().socket(), settings.runner().id());
        Engine engine = new Engine(settings.engine().socket(), new EngineTelemetry(metrics))) {
      Thread greeting = Thread.ofVirtual().name("greeting").start(engine::greet);
      try {
        bringUp(engine, metrics);
      } finally {
        // An engine that does not answer would hold up the end.
        greeting.interrupt();
      }
    } catch (UncheckedIOException e) {
      throw new StartException("%s (%s)".formatted(e.getMessage(), e.getCause()), e);
    } catch (IllegalStateException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StartException("the lock could not be given back: " + e, e);
    }
  }

  private void bringUp(Engine engine, Metrics metrics) throws StartException {
    makeFolder(settings.paths().state());
    makeFolder(settings.paths().runtime());
    Optional<EmbeddedControlPlane> controlPlane = openControlPlane(metrics);
    try {
      controlPlane.ifPresent(embedded -> new ControlPlaneTelemetry(metrics, embedded).show());
      serve(engine, controlPlane, metrics);
    } finally {
      controlPlane.ifPresent(EmbeddedControlPlane::close);
    }
  }

  private void serve(Engine engine, Optional<EmbeddedControlPlane> controlPlane, Metrics metrics)
      throws StartException {
    MetricRegistry dropwizard = new MetricRegistry();
    HealthCheckRegistry health = new HealthCheckRegistry();
    Wire wire = wire(controlPlane);
    FrontConnector connector = new FrontConnector(settings.http());
    try (Agent agent = Agent.assemble(live, engine, wire, metrics, Clock.systemUTC())) {
      agent.vitals().addTo(health);
      agent.vitals().addTo(metrics);
      new HttpTelemetry(dropwizard).show(metrics);
      new ProcessTelemetry(metrics, Path.of("/proc/self")).show();
      BuildInfo.read().show(metrics, Runtime.version().toString());
      HttpFront front =
          new HttpFront(
              settings.http(), connector, agent, controlPlane, token(), dropwizard, health);
      ServiceReport report =
          ServiceReport.of(
              ServiceManager.of(System.getenv(), ProcessHandle.current().pid()), agent.vitals());
      new Hangup(
              () ->
                  report.reload(
                      () -> {
                        reload(agent, controlPlane);
                        reread(connector::rereadTls);
                        reread(wire::rereadTls);
                      }))
          .listen();
      controlPlane.ifPresent(EmbeddedControlPlane::start);
      front.serveUntilStopped(report);
    }
  }

  /** What one part cannot take up must not keep the others from what is theirs. */
  private void reload(Agent agent, Optional<EmbeddedControlPlane> controlPlane) {
    try {
      Settings changed = live.reread();
      agent.host().settingsRead();
      controlPlane.ifPresent(running -> changed.standalone().ifPresent(running::take));
    } catch (InvalidSettingsException e) {
      LOG.error(
          "the changed settings make no sense, the old ones stay in force: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error(
          "the embedded control plane could not take up all that has changed; mend it and reload again: {}",
          e.getMessage(),
          e);
    }
  }

  private static void reread(Runnable keys) {
    try {
      keys.run();
    } catch (RuntimeException e) {
      LOG.error("the changed keys are of no use, the old ones stay in force: {}", e.getMessage());
    }
  }

  private Optional<EmbeddedControlPlane> openControlPlane(Metrics metrics) throws StartException {
    if (!isStandalone) {
      return Optional.empty();
    }
    var standalone =
        settings
            .standalone()
            .orElseThrow(
                () ->
                    new StartException(
                        "the settings have no section 'standalone', which names the projects and classes"));
    try {
      return Optional.of(
          EmbeddedControlPlane.open(
              standalone,
              new EmbeddedControlPlane.Place(
                  settings.runner().id(), HostName.of(settings.runner()), settings.paths().state()),
              Clock.systemUTC(),
              Math.toIntExact(settings.http().maxBody().toBytes()),
              new CallTelemetry(metrics),
              new AuditLog()));
    } catch (IllegalStateException | UncheckedIOException e) {
      // These say all that an operator needs.
      throw e;
    } catch (RuntimeException e) {
      throw new StartException("the embedded control plane cannot be opened: " + e, e);
    }
  }

  /** The embedded control plane is called over loopback, as a remote one would be. */
  private Wire wire(Optional<EmbeddedControlPlane> controlPlane) {
    return controlPlane
        .map(embedded -> Wire.toOwn(settings.http(), embedded.runnerTokenFile()))
        .orElseGet(() -> Wire.toRemote(settings.controlPlane()));
  }

  private BearerToken token() {
    Path file =
        settings
            .http()
            .tokenFile()
            .orElseGet(() -> settings.paths().state().resolve("agent.token"));
    BearerToken token = BearerToken.open(file);
    LOG.atInfo().addKeyValue("file", file).log("claims are opened by the token in this file");
    return token;
  }

  private static void makeFolder(Path folder) throws StartException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw new StartException(
          "the folder %s cannot be made (%s); make it, or name another one in paths"
              .formatted(folder, e),
          e);
    }
  }

  /** The daemon cannot come up. */
  public static final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
      super(message);
    }

    StartException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
