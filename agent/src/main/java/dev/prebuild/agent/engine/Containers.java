package dev.prebuild.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.WaitResponse;
import dev.prebuild.agent.engine.EngineException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Containers of this runner, by name or id. */
final class Containers {
  /** The engine kills such a container, and removes it with what it has written. */
  private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(10);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Engine engine;
  private final UUID runnerId;

  Containers(Engine engine, UUID runnerId) {
    this.engine = engine;
    this.runnerId = runnerId;
  }

  /** All of this runner, in one call. */
  List<ContainerFacts> list() {
    return engine
        .call(
            "listing the containers of runner " + runnerId,
            client ->
                client
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(Map.of(Naming.OWNER, runnerId.toString()))
                    .exec())
        .stream()
        .map(ContainerFacts::of)
        .toList();
  }

  /** Empty if there is none, or it is not of this runner. */
  Optional<ContainerFacts> find(String nameOrId) {
    try {
      return Optional.of(ContainerFacts.of(inspect(nameOrId)))
          .filter(found -> runnerId.toString().equals(found.labels().get(Naming.OWNER)));
    } catch (EngineException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** All that the engine says of one. */
  JsonNode inspect(String nameOrId) {
    return engine.call(
        "looking at container " + nameOrId,
        client -> EngineCall.get("/containers/%s/json".formatted(nameOrId)).run(client));
  }

  /** What one has written, in bytes, as the engine counts it. Of a list, which knows long ones. */
  long writtenBytes(String name) {
    return engine
        .call(
            "asking for the size of container " + name,
            client ->
                client
                    .listContainersCmd()
                    .withShowAll(true)
                    .withShowSize(true)
                    .withNameFilter(List.of("^/?" + name + "$"))
                    .exec())
        .stream()
        .mapToLong(listed -> Objects.requireNonNullElse(listed.getSizeRw(), 0L))
        .sum();
  }

  /** No error if it runs already, which the engine answers with 304. */
  void start(String nameOrId) {
    ignoring(
        Kind.REFUSED,
        "Status 304",
        () ->
            engine.run(
                "starting container " + nameOrId,
                client -> client.startContainerCmd(nameOrId).exec()));
  }

  /**
   * Asks it to end, and kills it if it has not.
   *
   * @param seconds given to it in between
   */
  void stop(String nameOrId, int seconds) {
    engine.run(
        "stopping container " + nameOrId,
        client -> client.stopContainerCmd(nameOrId).withTimeout(seconds).exec());
  }

  void rename(String id, String newName) {
    engine.run(
        "renaming container %s to %s".formatted(id, newName),
        client ->
            EngineCall.post("/containers/%s/rename?name=%s".formatted(id, newName)).run(client));
  }

  /** Freezes all its processes. */
  void pause(String nameOrId) {
    engine.run(
        "pausing container " + nameOrId, client -> client.pauseContainerCmd(nameOrId).exec());
  }

  /** Has its processes go on; no error if they do already. */
  void thaw(String nameOrId) {
    ignoring(
        Kind.REFUSED,
        "is not paused",
        () ->
            engine.run(
                "thawing container " + nameOrId,
                client -> client.unpauseContainerCmd(nameOrId).exec()));
  }

  /** Kills and removes it with its volumes; no error if there is none. */
  void remove(String name) {
    if (find(name).isEmpty()) {
      return;
    }
    ignoring(
        Kind.NOT_FOUND,
        "",
        () ->
            engine.run(
                "removing container " + name,
                client ->
                    client
                        .removeContainerCmd(name)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec()));
  }

  /**
   * Waits for a container to end.
   *
   * @return whether it has, within {@code atMost}
   */
  boolean awaitExit(String name, Duration atMost) throws InterruptedException {
    return engine.callPatiently(
        "waiting for container " + name,
        client -> {
          try (ResultCallback.Adapter<WaitResponse> wait =
              client.waitContainerCmd(name).exec(new ResultCallback.Adapter<WaitResponse>())) {
            return wait.awaitCompletion(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
          }
        });
  }

  /**
   * Returns when a container is gone that the engine itself is about to remove, or after a while;
   * no error if there is none.
   */
  void awaitRemoval(String id) throws InterruptedException {
    Instant limit = Instant.now().plus(REMOVAL_LIMIT);
    while (Instant.now().isBefore(limit) && find(id).isPresent()) {
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private static void ignoring(Kind kind, String text, Runnable call) {
    try {
      call.run();
    } catch (EngineException e) {
      if (e.kind() != kind || !String.valueOf(e.getMessage()).contains(text)) {
        throw e;
      }
    }
  }
}
