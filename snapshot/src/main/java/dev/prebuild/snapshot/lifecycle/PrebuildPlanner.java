package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.config.spec.PrebuildSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides what is done about a prebuild next, from what is wanted and what the host holds. Asked
 * again after each action, and after any crash: the evidence alone says how far it has come.
 */
public final class PrebuildPlanner {
  private PrebuildPlanner() {}

  /** The next action. */
  public static PrebuildAction next(PrebuildSpec spec, Evidence evidence, Instant now) {
    return switch (spec.goal()) {
      case COMPLETE -> complete(spec, evidence, now);
      case CANCEL -> cancel(evidence, now);
      case DELETE -> delete(evidence);
      case ABANDON -> abandon(evidence);
    };
  }

  private static PrebuildAction complete(PrebuildSpec spec, Evidence evidence, Instant now) {
    return switch (evidence) {
      case Evidence.Nothing _, Evidence.Unstarted _ -> new PrebuildAction.Launch();
      case Evidence.Running running -> await(spec, running, now);
      case Evidence.Ended ended when ended.exitCode() == 0 -> new PrebuildAction.Commit();
      case Evidence.Ended ended ->
          new PrebuildAction.Conclude(new PrebuildStatus.Failed(FailureMessage.of(ended), now));
      case Evidence.Snapshotted snapshotted ->
          new PrebuildAction.Conclude(
              new PrebuildStatus.Completed(environmentId(spec.id()), snapshotted.snapshot(), now));
    };
  }

  private static PrebuildAction await(PrebuildSpec spec, Evidence.Running running, Instant now) {
    Instant deadline = running.createdAt().plus(spec.timeout());
    return now.isBefore(deadline)
        ? new PrebuildAction.Await(deadline)
        : new PrebuildAction.Conclude(new PrebuildStatus.Failed(timedOut(spec.timeout()), now));
  }

  private static String timedOut(Duration timeout) {
    return "timed out: its steps were not over within %d s; make them quicker or raise the timeout (2 h at most)"
        .formatted(timeout.toSeconds());
  }

  /** Also of a snapshot that was made already, but not told of. */
  private static PrebuildAction cancel(Evidence evidence, Instant now) {
    return evidence instanceof Evidence.Nothing
        ? new PrebuildAction.Conclude(new PrebuildStatus.Cancelled(now))
        : new PrebuildAction.Discard(Optional.of(new PrebuildStatus.Cancelling()));
  }

  private static PrebuildAction delete(Evidence evidence) {
    return evidence instanceof Evidence.Nothing
        ? new PrebuildAction.Conclude(new PrebuildStatus.Deleted())
        : new PrebuildAction.Discard(Optional.of(new PrebuildStatus.Deleting()));
  }

  private static PrebuildAction abandon(Evidence evidence) {
    return evidence instanceof Evidence.Nothing
        ? new PrebuildAction.Forget()
        : new PrebuildAction.Discard(Optional.empty());
  }

  /** The environment that runs a prebuild; a function of its id, so that a restart finds it. */
  public static UUID environmentId(UUID prebuildId) {
    return UUID.nameUUIDFromBytes(
        ("environment of prebuild " + prebuildId).getBytes(StandardCharsets.UTF_8));
  }
}
