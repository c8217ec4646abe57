package dev.prebuild.agent.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PushResponseItem;
import dev.prebuild.agent.engine.EngineException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * One push of a snapshot. What was sent of it stays in the registry when it is cut off, so that the
 * next one sends the rest.
 */
final class SnapshotPush {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** The engine tells of a layer several times a second, also while it waits to try again. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

  private final EngineRoom room;
  private final String repository;
  private final UUID snapshotId;
  private final InspectImageResponse image;

  SnapshotPush(EngineRoom room, String repository, UUID snapshotId, InspectImageResponse image) {
    this.room = room;
    this.repository = repository;
    this.snapshotId = snapshotId;
    this.image = image;
  }

  /** Could not be done; another one may. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isAway;

    private FailedException(String message, boolean isAway) {
      super(message);
      this.isAway = isAway;
    }

    /** Whether other snapshots would meet the same now. */
    boolean isAway() {
      return isAway;
    }
  }

  /**
   * Returns when it is done; an interrupt ends it.
   *
   * @param told each new percentage, 0 to 99
   * @return the bytes of the layers that were not there
   */
  long run(IntConsumer told) throws InterruptedException, FailedException {
    try {
      return push(told);
    } catch (EngineException e) {
      if (e.kind() == Kind.UNREACHABLE) {
        throw new FailedException(String.valueOf(e.getMessage()), true);
      }
      throw failed(String.valueOf(e.getMessage()));
    }
  }

  private long push(IntConsumer told) throws InterruptedException, FailedException {
    String _ =
        room.engine()
            .callPatiently(
                "naming snapshot %s for its push".formatted(snapshotId),
                client -> {
                  String imageId = Objects.requireNonNull(image.getId());
                  client.tagImageCmd(imageId, repository, snapshotId.toString()).exec();
                  return imageId;
                });
    AuthConfig credentials = room.engine().credentials(repository);
    PushProgress progress = new PushProgress(EngineSnapshotHost.bytes(image));
    Optional<EngineOutput.Failure> failure =
        room.engine()
            .callPatiently(
                "pushing snapshot " + snapshotId,
                client -> push(client, credentials, progress, told));
    if (failure.isPresent()) {
      throw failed(failure.get().message());
    }
    return progress.sentBytes();
  }

  private Optional<EngineOutput.Failure> push(
      DockerClient client, AuthConfig credentials, PushProgress progress, IntConsumer told)
      throws InterruptedException, IOException {
    try (EngineOutput<PushResponseItem> output = new EngineOutput<>(_ -> {}, progress::hear)) {
      client
          .pushImageCmd(repository)
          .withTag(snapshotId.toString())
          .withAuthConfig(credentials)
          .exec(output);
      return await(output, progress, told);
    }
  }

  private static Optional<EngineOutput.Failure> await(
      EngineOutput<PushResponseItem> output, PushProgress progress, IntConsumer told)
      throws InterruptedException, IOException {
    int percent = 0;
    long heard = 0;
    long heardAt = System.nanoTime();
    while (!output.awaitEnd(LOOK_EVERY)) {
      if (progress.percent() > percent) {
        percent = progress.percent();
        told.accept(percent);
      }
      if (progress.heard() != heard) {
        heard = progress.heard();
        heardAt = System.nanoTime();
      } else if (System.nanoTime() - heardAt > LONGEST_SILENCE.toNanos()) {
        return Optional.of(
            new EngineOutput.Failure(
                "timeout: nothing has moved for %d minutes".formatted(LONGEST_SILENCE.toMinutes()),
                OptionalInt.empty()));
      }
    }
    return output.failure();
  }

  private FailedException failed(String said) {
    RegistryFailure failure = RegistryFailure.ofPush(snapshotId, repository, said);
    return new FailedException(failure.message(), failure.isAway());
  }
}
