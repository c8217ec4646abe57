package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides what is done about a prebuild next, from what is wanted, what the host holds, and how it
 * was begun. Asked again after each action, and after any crash.
 */
public final class PrebuildPlanner {
  /** Once from the beginning, and once again if that was cut off. */
  static final int MOST_TRIES = 2;

  private PrebuildPlanner() {}

  /** The next action. */
  public static PrebuildAction next(
      PrebuildSpec spec, Evidence evidence, Begun begun, Instant now) {
    return switch (spec.goal()) {
      case COMPLETE -> complete(spec, evidence, begun, now);
      case CANCEL -> cancel(evidence, now);
      case DELETE -> delete(evidence);
      case ABANDON -> abandon(evidence);
    };
  }

  private static PrebuildAction complete(
      PrebuildSpec spec, Evidence evidence, Begun begun, Instant now) {
    return switch (evidence) {
      case Evidence.Snapshotted snapshotted ->
          new PrebuildAction.Conclude(
              new PrebuildStatus.Completed(environmentId(spec.id()), snapshotted.snapshot(), now));
      case Evidence.Ended ended when ended.exitCode() != 0 -> failed(FailureMessage.of(ended), now);
      case Evidence.Ended ended ->
          inTime(spec, started(begun, ended.createdAt()), now)
              .<PrebuildAction>map(deadline -> new PrebuildAction.Commit(ended, deadline))
              .orElseGet(() -> timedOut(spec, "its snapshot was not begun", now));
      case Evidence.Running running ->
          inTime(spec, started(begun, running.createdAt()), now)
              .<PrebuildAction>map(PrebuildAction.Await::new)
              .orElseGet(() -> timedOut(spec, "its steps were not over", now));
      case Evidence.Lost _ -> again(spec, begun, now);
      case Evidence.Nothing _, Evidence.Unstarted _ -> launch(spec, begun, now);
    };
  }

  private static PrebuildAction launch(PrebuildSpec spec, Begun begun, Instant now) {
    if (begun.entry().isEmpty()) {
      return new PrebuildAction.Launch(1, Optional.empty());
    }
    Ledger.Entry entry = begun.entry().get();
    return begun.isOfThisRun() && !entry.isLaunched()
        ? launch(spec, entry, entry.tries(), now)
        : again(spec, begun, now);
  }

  /** What was begun is gone, or nobody knows how far it has come. */
  private static PrebuildAction again(PrebuildSpec spec, Begun begun, Instant now) {
    int tries = begun.entry().map(Ledger.Entry::tries).orElse(1);
    if (tries < MOST_TRIES) {
      return begun
          .entry()
          .map(entry -> launch(spec, entry, tries + 1, now))
          .orElseGet(() -> new PrebuildAction.Launch(tries + 1, Optional.empty()));
    }
    return failed(
        "it was begun %d times, and each time its container was lost before it was done: with the agent, the engine or the host, or removed from outside; look what ended them, and create it anew"
            .formatted(tries),
        now);
  }

  private static PrebuildAction launch(
      PrebuildSpec spec, Ledger.Entry entry, int tries, Instant now) {
    return inTime(spec, entry.startedAt(), now)
        .<PrebuildAction>map(deadline -> new PrebuildAction.Launch(tries, Optional.of(deadline)))
        .orElseGet(() -> timedOut(spec, "its container was not started", now));
  }

  /** A container whose ledger is gone began when it was made, as far as anybody knows. */
  private static Instant started(Begun begun, Instant createdAt) {
    return begun.entry().map(Ledger.Entry::startedAt).orElse(createdAt);
  }

  private static Optional<Instant> inTime(PrebuildSpec spec, Instant startedAt, Instant now) {
    return Optional.of(startedAt.plus(spec.timeout())).filter(now::isBefore);
  }

  private static PrebuildAction timedOut(PrebuildSpec spec, String what, Instant now) {
    return failed(
        "timed out: %s within %s; make it quicker or raise the timeout (2 h at most)"
            .formatted(what, inWords(spec.timeout())),
        now);
  }

  private static String inWords(Duration timeout) {
    return "%d s".formatted(timeout.toSeconds());
  }

  private static PrebuildAction failed(String message, Instant now) {
    return new PrebuildAction.Conclude(new PrebuildStatus.Failed(message, now));
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
