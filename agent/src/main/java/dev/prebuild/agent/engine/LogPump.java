package dev.prebuild.agent.engine;

import dev.prebuild.agent.logs.LogPlace;
import dev.prebuild.agent.logs.OpenLog;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.snapshot.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what prebuilds' containers print into their logs. Whatever fails here is told in the
 * agent's own log, and keeps no prebuild from going on.
 */
final class LogPump {
  private static final Logger LOG = LoggerFactory.getLogger(LogPump.class);

  /** To take what the engine still has of a container that has ended: some 100 MB at most. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Engine engine;
  private final Containers containers;
  private final PrebuildLogs logs;
  private final Ledger ledger;
  private final InstantSource clock;

  /** Containers, by prebuild, that have ended and of which all has been taken. */
  private final Map<UUID, String> drained = new ConcurrentHashMap<>();

  /**
   * @param ledger knows the names of steps and services
   */
  LogPump(EngineRoom room, PrebuildLogs logs, Ledger ledger, InstantSource clock) {
    this.engine = room.engine();
    this.containers = room.containers();
    this.logs = logs;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Follows a prebuild's container until it has ended, or this is closed. */
  Run follow(UUID prebuildId) {
    return new Run(prebuildId, () -> followToEnd(prebuildId));
  }

  /**
   * Takes what a prebuild's container has printed so far, within a limit of time, and not at all if
   * the caller is interrupted: then something else is wanted of it.
   */
  void drain(UUID prebuildId) {
    if (logs.writable(prebuildId).isPresent()) {
      try (Run run = new Run(prebuildId, () -> drainOnce(prebuildId))) {
        run.awaitEnd();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Its container is gone. */
  void forget(UUID prebuildId) {
    drained.remove(prebuildId);
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  /** A reading under way, on a thread of its own. */
  static final class Run implements AutoCloseable {
    private final UUID prebuildId;
    private final Thread thread;

    private Run(UUID prebuildId, Work work) {
      this.prebuildId = prebuildId;
      this.thread =
          Thread.ofVirtual().name("log of prebuild " + prebuildId).start(() -> guarded(work));
    }

    private void guarded(Work work) {
      try {
        work.run();
      } catch (InterruptedException e) {
        // Closed.
      } catch (EngineException | UncheckedIOException e) {
        warn(String.valueOf(e.getMessage()));
      }
    }

    /** Waits until all is taken, or its time is up. */
    void awaitEnd() throws InterruptedException {
      if (!thread.join(DRAIN_LIMIT)) {
        warn("the engine was still sending after %d s".formatted(DRAIN_LIMIT.toSeconds()));
      }
    }

    private void warn(String cause) {
      LOG.atWarn()
          .addKeyValue("prebuild", prebuildId)
          .addKeyValue("cause", cause)
          .log(
              "a prebuild's output could not be taken into its log; what is missing there is lost");
    }

    /** Stops it; what it has taken by then is in the log. */
    @Override
    public void close() {
      thread.interrupt();
      boolean wasInterrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          wasInterrupted = true;
        }
      }
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The engine may go away and come back; whoever awaits the container's end sees that as well. */
  private void followToEnd(UUID prebuildId) throws InterruptedException {
    boolean isOver = false;
    while (!isOver) {
      try {
        Optional<ContainerFacts> container = containers.find(Naming.prebuild(prebuildId));
        Optional<OpenLog> log = logs.writable(prebuildId);
        if (container.isPresent() && log.isPresent()) {
          read(prebuildId, log.get(), container.get().id(), true);
        }
        isOver = log.isEmpty() || !isRunning(prebuildId);
      } catch (EngineException e) {
        LOG.atInfo()
            .addKeyValue("prebuild", prebuildId)
            .addKeyValue("cause", e.getMessage())
            .log("following a prebuild's output was interrupted; it is taken up again");
        Thread.sleep(PAUSE);
      }
    }
  }

  private boolean isRunning(UUID prebuildId) {
    return containers
        .find(Naming.prebuild(prebuildId))
        .filter(ContainerFacts::isRunning)
        .isPresent();
  }

  private void drainOnce(UUID prebuildId) throws InterruptedException {
    Optional<ContainerFacts> container = containers.find(Naming.prebuild(prebuildId));
    Optional<OpenLog> log = logs.writable(prebuildId);
    if (container.isEmpty() || log.isEmpty()) {
      return;
    }
    String id = container.get().id();
    if (!id.equals(drained.get(prebuildId))) {
      read(prebuildId, log.get(), id, false);
      if (!container.get().isRunning()) {
        drained.put(prebuildId, id);
      }
    }
  }

  private void read(UUID prebuildId, OpenLog log, String containerId, boolean isFollowing)
      throws InterruptedException {
    LogPlace place = log.takeUp(containerId);
    LogIntake intake = new LogIntake(log, place, names(prebuildId));
    String what = "reading the output of container " + containerId;
    String path =
        "/containers/%s/logs?stdout=true&stderr=true&timestamps=true&follow=%b&since=%d"
            .formatted(containerId, isFollowing, since(place));
    try (EngineLines lines =
        new EngineLines(EngineStream.open(engine.socket(), what, path), clock)) {
      List<EngineLine> next;
      do {
        next = lines.next();
        intake.take(next, clock.instant());
      } while (!next.isEmpty());
    } catch (IOException e) {
      throw new EngineException(
          EngineException.Kind.UNREACHABLE, "%s was cut off (%s)".formatted(what, e), e);
    }
  }

  /**
   * The second from which on the engine is asked: one more than needed, since lines of two streams
   * may have changed places. Zero is from the beginning.
   */
  private static long since(LogPlace place) {
    return LogIntake.newest(place)
        .map(newest -> Math.max(0, newest.getEpochSecond() - 1))
        .orElse(0L);
  }

  private LogIntake.Names names(UUID prebuildId) {
    return ledger
        .read(prebuildId)
        .flatMap(Ledger.Entry::findings)
        .map(findings -> new LogIntake.Names(findings.steps(), findings.services()))
        .orElse(LogIntake.Names.NONE);
  }
}
