package dev.prebuild.agent.daemon;

import dev.prebuild.agent.life.Liveness;
import dev.prebuild.agent.systemd.ServiceManager;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager how the daemon is, on a thread of its own: ready once the listener is
 * open and all that the engine holds has been shown to the pools; alive for as long as its loops
 * move; and a line for whoever looks. Where there is no service manager it does nothing.
 */
final class ServiceReport implements LifeCycle.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceReport.class);

  /** The line beside the service's state is not to change more often. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Optional<ServiceManager> manager;
  private final Vitals vitals;
  private final Thread thread;
  private Optional<String> failure = Optional.empty();

  private ServiceReport(Optional<ServiceManager> manager, Vitals vitals) {
    this.manager = manager;
    this.vitals = vitals;
    // Of the platform, so that it still runs where all virtual ones are stuck.
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("service-report")
            .unstarted(() -> manager.ifPresent(this::loop));
  }

  static ServiceReport of(Optional<ServiceManager> manager, Vitals vitals) {
    return new ServiceReport(manager, vitals);
  }

  @Override
  public void lifeCycleStarted(LifeCycle server) {
    if (manager.isPresent()) {
      thread.start();
    }
  }

  @Override
  public void lifeCycleStopping(LifeCycle server) {
    thread.interrupt();
    manager.ifPresent(ServiceManager::stopping);
  }

  /** Reads the settings again, and says so; one after the other, lest older ones come last. */
  synchronized void reload(Runnable settings) {
    manager.ifPresent(told -> told.reloading(System.nanoTime()));
    try {
      settings.run();
    } finally {
      manager.ifPresent(ServiceManager::reloaded);
    }
  }

  private void loop(ServiceManager told) {
    try {
      boolean isReady = false;
      long aliveAt = System.nanoTime() - told.beat().toNanos();
      while (true) {
        if (System.nanoTime() - aliveAt >= told.beat().toNanos()) {
          aliveAt = System.nanoTime();
          beat(told);
        }
        if (isReady) {
          told.status(vitals.summary());
          Thread.sleep(pause(told));
        } else if (vitals.watch().awaitFirstList(pause(told))) {
          isReady = true;
          told.ready();
        } else {
          told.status("waits for the engine: " + vitals.watch().failure().orElse("it is there"));
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("the service manager is told nothing more");
    }
  }

  private static Duration pause(ServiceManager told) {
    Duration often = told.beat().dividedBy(4);
    return often.compareTo(LOOK_EVERY) < 0 ? often : LOOK_EVERY;
  }

  private void beat(ServiceManager told) {
    Optional<String> now = Liveness.failure(vitals.signs(), System.nanoTime());
    if (now.isEmpty()) {
      told.alive();
    } else if (failure.isEmpty()) {
      LOG.atError()
          .addKeyValue("cause", now.get())
          .log("the watchdog is fed no more, so that this process is started anew");
    }
    failure = now;
  }
}
