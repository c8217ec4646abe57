package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.EngineException.Kind;
import dev.prebuild.config.spec.Standby;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Waits until an instance is ready, and writes down that it is. */
final class Readiness {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Containers containers;
  private final ReadyMarkers markers;
  private final Execution execution;

  Readiness(Containers containers, ReadyMarkers markers, Execution execution) {
    this.containers = containers;
    this.markers = markers;
    this.execution = execution;
  }

  /**
   * What an instance lacks, in words.
   *
   * @param isCutOff whether the time was up before it was known: then what was known before counts
   */
  private record Lack(String words, boolean isCutOff) {
    Lack(String words) {
      this(words, false);
    }
  }

  /**
   * Waits until the image's health check and the class's command have passed in one and the same
   * run of the container.
   *
   * @throws EngineException if they have not in the class's time; refused if the container has
   *     ended or is unhealthy
   */
  void await(String name, UUID instanceId, Standby standby) throws InterruptedException {
    Instant limit = Instant.now().plus(standby.readyTimeout());
    Duration pause = FIRST_PAUSE;
    Optional<Lack> known = Optional.empty();
    while (true) {
      Instant run = startOfRun(name);
      Optional<Lack> lack = lack(name, standby, Duration.between(Instant.now(), limit));
      if (lack.isEmpty() && startOfRun(name).equals(run)) {
        markers.set(instanceId, run);
        return;
      }
      if (known.isEmpty() || lack.filter(Lack::isCutOff).isEmpty()) {
        known = lack;
      }
      if (!Instant.now().isBefore(limit)) {
        throw new EngineException(
            Kind.REFUSED,
            "container %s was not ready within %s s of waiting: %s"
                .formatted(
                    name,
                    seconds(standby.readyTimeout()),
                    known.map(Lack::words).orElse("it was restarted")));
      }
      Thread.sleep(pause);
      pause = longer(pause);
    }
  }

  /** Thawed, if it rests: nothing can be asked of it otherwise. */
  private Instant startOfRun(String name) {
    ContainerFacts facts = running(name);
    if (facts.isPaused()) {
      containers.thaw(name);
    }
    return facts.startedAt().orElse(Instant.EPOCH);
  }

  private ContainerFacts running(String name) {
    ContainerFacts facts =
        containers
            .find(name)
            .orElseThrow(
                () ->
                    new EngineException(
                        Kind.NOT_FOUND,
                        "container %s is gone before it was ready".formatted(name)));
    if (!facts.isRunning()) {
      throw new EngineException(
          Kind.REFUSED,
          "container %s ended with exit code %d before it was ready"
              .formatted(name, facts.exitCode()));
    }
    return facts;
  }

  /** The command waits for the health check, which costs nothing here. */
  private Optional<Lack> lack(String name, Standby standby, Duration left)
      throws InterruptedException {
    return switch (running(name).health()) {
      case STARTING ->
          Optional.of(new Lack("its image's health check has neither passed nor failed yet"));
      case UNHEALTHY ->
          throw new EngineException(
              Kind.REFUSED,
              "container %s is unhealthy, by its image's health check".formatted(name));
      case HEALTHY, UNCHECKED ->
          standby.readyCommand().isEmpty() ? Optional.empty() : run(name, standby, left);
    };
  }

  private Optional<Lack> run(String name, Standby standby, Duration left)
      throws InterruptedException {
    try {
      OptionalLong exitCode = execution.run(name, standby.readyCommand(), left);
      if (exitCode.isEmpty()) {
        return Optional.of(new Lack("its class's readyCommand goes on and on", true));
      }
      return exitCode.getAsLong() == 0
          ? Optional.empty()
          : Optional.of(
              new Lack(
                  "its class's readyCommand exited with code %d the last time"
                      .formatted(exitCode.getAsLong())));
    } catch (EngineException e) {
      // It may not be there yet, or the container has just ended, which the next look tells.
      if (e.kind() == Kind.UNREACHABLE) {
        throw e;
      }
      return Optional.of(new Lack("its class's readyCommand could not be run the last time"));
    }
  }

  private static Duration longer(Duration pause) {
    Duration next = pause.multipliedBy(3).dividedBy(2);
    return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
  }

  private static String seconds(Duration duration) {
    return Double.toString(duration.toMillis() / 1e3).replaceFirst("\\.0$", "");
  }
}
