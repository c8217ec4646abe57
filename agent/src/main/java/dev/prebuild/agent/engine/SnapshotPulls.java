package dev.prebuild.agent.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.prebuild.agent.engine.EngineException.Kind;
import dev.prebuild.config.spec.SnapshotReference;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Gets snapshots of other hosts from the registry. However many instances are to be made from one,
 * it is pulled once.
 */
public final class SnapshotPulls {
  /** As for the images that prebuilds are made from. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final EngineRoom room;
  private final RegistryListener listener;
  private final Map<UUID, CompletableFuture<InspectImageResponse>> underWay =
      new ConcurrentHashMap<>();

  public SnapshotPulls(EngineRoom room, RegistryListener listener) {
    this.room = room;
    this.listener = listener;
  }

  /**
   * Returns the image of a snapshot, pulled if it is not here.
   *
   * @param reference where it is; empty if it is in no registry
   * @throws EngineException refused, if it cannot be had
   */
  InspectImageResponse obtain(UUID snapshotId, Optional<SnapshotReference> reference) {
    return room.images()
        .findSnapshot(snapshotId)
        .orElseGet(() -> awaitPull(snapshotId, allowed(snapshotId, reference)));
  }

  /** Nothing is pulled from where the settings of this host do not point. */
  private SnapshotReference allowed(UUID snapshotId, Optional<SnapshotReference> reference) {
    Optional<String> repository = room.repository();
    if (reference.isEmpty()) {
      throw refused(
          "snapshot %s is not on this host and in no registry; run a prebuild of the project again"
              .formatted(snapshotId));
    }
    if (repository.isEmpty()) {
      throw refused(
          "snapshot %s is not on this host, which has no registry to pull it from; set snapshots.registry, or run a prebuild of the project again"
              .formatted(snapshotId));
    }
    if (!reference.get().repository().equals(repository.get())) {
      throw refused(
          "snapshot %s is not on this host but in %s, while snapshots.registry.repository here is %s; have all hosts of the runner name the same"
              .formatted(snapshotId, reference.get().repository(), repository.get()));
    }
    return reference.get();
  }

  private static EngineException refused(String message) {
    return new EngineException(Kind.REFUSED, message);
  }

  private InspectImageResponse awaitPull(UUID snapshotId, SnapshotReference reference) {
    CompletableFuture<InspectImageResponse> pull =
        underWay.computeIfAbsent(snapshotId, _ -> start(snapshotId, reference));
    try {
      return pull.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EngineException failure
          ? failure
          : new IllegalStateException("pulling snapshot " + snapshotId, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          Kind.UNREACHABLE, "interrupted while snapshot %s was pulled".formatted(snapshotId), e);
    }
  }

  private CompletableFuture<InspectImageResponse> start(
      UUID snapshotId, SnapshotReference reference) {
    CompletableFuture<InspectImageResponse> pull = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("pull-" + snapshotId)
        .start(
            () -> {
              complete(pull, snapshotId, reference);
              underWay.remove(snapshotId, pull);
            });
    return pull;
  }

  private void complete(
      CompletableFuture<InspectImageResponse> pull, UUID snapshotId, SnapshotReference reference) {
    long begin = System.nanoTime();
    try {
      Optional<InspectImageResponse> present = room.images().findSnapshot(snapshotId);
      if (present.isPresent()) {
        pull.complete(present.get());
        return;
      }
      InspectImageResponse image = pull(snapshotId, reference);
      listener.pulled(snapshotId, since(begin));
      pull.complete(image);
    } catch (RuntimeException e) {
      listener.pullFailed(snapshotId, String.valueOf(e.getMessage()), since(begin));
      pull.completeExceptionally(e);
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  /** Until it has the snapshot's name, it looks like what a cut-off commit has left. */
  private InspectImageResponse pull(UUID snapshotId, SnapshotReference reference) {
    String source = reference.toString();
    room.drafts().add(source);
    try {
      download(snapshotId, reference);
      InspectImageResponse image =
          room.images()
              .find(source)
              .orElseThrow(
                  () -> failed(snapshotId, reference, "the engine has pulled it, but has it not"));
      check(snapshotId, source, image);
      room.engine()
          .run(
              "naming snapshot %s, which was pulled".formatted(snapshotId),
              client ->
                  client
                      .tagImageCmd(source, Naming.snapshotRepository(), snapshotId.toString())
                      .exec());
      return image;
    } finally {
      room.drafts().remove(source);
    }
  }

  private void download(UUID snapshotId, SnapshotReference reference) {
    AuthConfig credentials = room.engine().credentials(reference.repository());
    Optional<EngineOutput.Failure> failure;
    try {
      failure =
          room.engine()
              .callPatiently(
                  "pulling snapshot " + snapshotId,
                  client -> download(client, reference, credentials));
    } catch (EngineException e) {
      if (e.kind() == Kind.UNREACHABLE) {
        throw e;
      }
      throw failed(snapshotId, reference, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    if (failure.isPresent()) {
      throw failed(snapshotId, reference, failure.get().message());
    }
  }

  private static Optional<EngineOutput.Failure> download(
      DockerClient client, SnapshotReference reference, AuthConfig credentials)
      throws InterruptedException, IOException {
    try (EngineOutput<PullResponseItem> output = new EngineOutput<>(_ -> {})) {
      client.pullImageCmd(reference.toString()).withAuthConfig(credentials).exec(output);
      return output.awaitEnd(LIMIT)
          ? output.failure()
          : Optional.of(
              new EngineOutput.Failure(
                  "timeout: not done within %d minutes".formatted(LIMIT.toMinutes()),
                  OptionalInt.empty()));
    }
  }

  private static EngineException failed(UUID snapshotId, SnapshotReference reference, String said) {
    return new EngineException(
        Kind.REFUSED, RegistryFailure.ofPull(snapshotId, reference.toString(), said).message());
  }

  /** Anybody may have pushed it. */
  private void check(UUID snapshotId, String source, InspectImageResponse image) {
    Map<String, String> labels =
        image.getConfig() == null
            ? Map.of()
            : Objects.requireNonNullElse(image.getConfig().getLabels(), Map.of());
    boolean isIt =
        Naming.SNAPSHOT.equals(labels.get(Naming.ROLE))
            && room.runnerId().toString().equals(labels.get(Naming.OWNER))
            && snapshotId.toString().equals(labels.get(Naming.SNAPSHOT_ID));
    if (!isIt) {
      room.images().remove(source);
      throw refused(
          "%s was to be snapshot %s of runner %s, and its labels do not say so; it was removed again: look who else pushes there"
              .formatted(source, snapshotId, room.runnerId()));
    }
  }
}
