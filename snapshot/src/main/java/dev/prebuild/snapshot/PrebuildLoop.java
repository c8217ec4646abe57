package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.Ledger;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.lifecycle.Begun;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.lifecycle.Mask;
import dev.prebuild.snapshot.lifecycle.PrebuildAction;
import dev.prebuild.snapshot.lifecycle.PrebuildPlanner;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import dev.prebuild.snapshot.steps.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries one prebuild through: looks at what the host holds, asks the {@link PrebuildPlanner},
 * does what it says, and looks again. Blocking code on a virtual thread; a new goal interrupts
 * whatever it waits for. Nothing that matters is kept here, so it may be started again anywhere.
 */
final class PrebuildLoop implements Runnable {
  private final Prebuilds.Means means;
  private final Slots slots;
  private final RetryPause pause;
  private volatile PrebuildSpec spec;
  private volatile boolean isClosed;
  private volatile boolean isConcluded;
  private boolean isConcluding;
  private boolean hasSlot;

  /** Whether what the ledger says of it was written, or taken up, by this run of the agent. */
  private boolean hasBegun;

  private @Nullable PrebuildStatus lastTold;

  /** The goal whose end has been told: all that is left of it is to clear away. */
  private PrebuildSpec.@Nullable Goal toldGoal;

  PrebuildLoop(PrebuildSpec spec, Prebuilds.Means means, Slots slots) {
    this.spec = spec;
    this.means = means;
    this.slots = slots;
    this.pause = new RetryPause(means.random());
  }

  /** Returns whether whatever the loop waits for is to be interrupted: its goal has changed. */
  synchronized boolean update(PrebuildSpec changed) {
    boolean isNewGoal = changed.goal() != spec.goal();
    spec = changed;
    return isNewGoal;
  }

  /**
   * Nothing is wanted of it any more, unless its end is being told: then it is not named any more
   * just because of that.
   *
   * @return whether whatever the loop waits for is to be interrupted
   */
  synchronized boolean abandon() {
    return !isConcluding && update(spec.abandoned());
  }

  UUID id() {
    return spec.id();
  }

  /** Whether its end has been told, and nothing is left to do about the goal it has now. */
  boolean isConcluded() {
    return isConcluded;
  }

  /** A goal that has come meanwhile is not lost: either this sees it, or {@link #update} this. */
  private synchronized void finish(PrebuildSpec.Goal goal) {
    isConcluded = spec.goal() == goal;
  }

  void close() {
    isClosed = true;
  }

  @Override
  public void run() {
    try {
      while (!isConcluded && !isClosed) {
        guardedTurn(spec);
      }
    } finally {
      leaveSlot();
    }
  }

  /** Nothing else would start this loop again before the control plane has something new to say. */
  private void guardedTurn(PrebuildSpec current) {
    try {
      turn(current);
    } catch (RuntimeException e) {
      if (isStillWanted(current)) {
        means.listener().broken(current.id(), e);
        rest(pause.next());
      }
    }
  }

  private void turn(PrebuildSpec current) {
    try {
      if (toldGoal == current.goal()) {
        clearAway(current);
      } else {
        Optional<Ledger.Entry> entry = means.ledger().read(current.id());
        entry.ifPresent(_ -> means.log().open(current.id(), Mask.of(current)));
        Evidence evidence =
            means
                .host()
                .observe(
                    current,
                    entry
                        .flatMap(Ledger.Entry::findings)
                        .map(Ledger.Findings::steps)
                        .orElse(List.of()));
        Begun begun = new Begun(entry, hasBegun);
        act(
            current,
            evidence,
            begun,
            PrebuildPlanner.next(current, evidence, begun, means.clock().instant()));
      }
      pause.reset();
    } catch (InterruptedException e) {
      // A new goal, a deadline, or the end of this loop: all are looked at before the next turn.
    } catch (PrebuildException e) {
      if (isStillWanted(current)) {
        giveUp(current, String.valueOf(e.getMessage()));
      }
    } catch (HostUnavailableException e) {
      if (isStillWanted(current)) {
        waitForHost(current, String.valueOf(e.getMessage()));
      }
    }
  }

  /** A call that was interrupted may fail in any way; that says nothing about the prebuild. */
  private boolean isStillWanted(PrebuildSpec current) {
    boolean wasInterrupted = Thread.interrupted();
    return !wasInterrupted && !isClosed && spec.goal() == current.goal();
  }

  private void act(PrebuildSpec current, Evidence evidence, Begun begun, PrebuildAction action)
      throws InterruptedException {
    switch (action) {
      case PrebuildAction.Launch launch -> launch(current, begun, launch);
      case PrebuildAction.Await await -> await(current, begun, await.deadline());
      case PrebuildAction.Commit commit -> commit(current, begun, commit);
      case PrebuildAction.Discard discard -> discard(current, evidence, discard.status());
      case PrebuildAction.Conclude conclude -> conclude(current, evidence, conclude.status());
      case PrebuildAction.Forget _ -> clearAway(current);
    }
  }

  private void launch(PrebuildSpec current, Begun begun, PrebuildAction.Launch launch)
      throws InterruptedException {
    if (!hasSlot) {
      slots.enter(current.id());
      hasSlot = true;
    }
    Instant now = means.clock().instant();
    Ledger.Entry entry =
        Ledger.Entry.begin(begun.entry().map(Ledger.Entry::startedAt).orElse(now), launch.tries());
    means.ledger().write(current.id(), entry);
    means.log().open(current.id(), Mask.of(current));
    hasBegun = true;
    Instant deadline = launch.deadline().orElseGet(() -> now.plus(current.timeout()));
    try (Alarm _ = Alarm.set(Duration.between(now, deadline))) {
      tell(current, new PrebuildStatus.Starting(), List.of());
      new Preparation(means, current).launch(entry);
    } finally {
      means.sources().remove(current.id());
    }
  }

  private void await(PrebuildSpec current, Begun begun, Instant deadline)
      throws InterruptedException {
    adopt(current, begun);
    tell(current, new PrebuildStatus.Running(environmentId(current)), warnings(begun));
    means.host().awaitEnd(current, Duration.between(means.clock().instant(), deadline));
  }

  private void commit(PrebuildSpec current, Begun begun, PrebuildAction.Commit commit)
      throws InterruptedException {
    adopt(current, begun);
    UUID environmentId = environmentId(current);
    Ledger.Entry entry = withStepWarnings(current, begun, commit.ended());
    List<Warning> warnings = entry.warnings();
    tell(current, new PrebuildStatus.Stopping(environmentId), warnings);
    tell(current, new PrebuildStatus.Snapshotting(environmentId, 0), warnings);
    Duration left = Duration.between(means.clock().instant(), commit.deadline());
    try (Alarm _ = Alarm.set(left)) {
      means
          .host()
          .commit(
              current,
              entry,
              percent ->
                  tell(current, new PrebuildStatus.Snapshotting(environmentId, percent), warnings));
    }
  }

  /**
   * Written down before the commit: afterwards the container may be gone, with all it could tell.
   */
  private Ledger.Entry withStepWarnings(PrebuildSpec current, Begun begun, Evidence.Ended ended) {
    Ledger.Entry entry =
        begun.entry().orElseGet(() -> Ledger.Entry.begin(ended.createdAt(), 1).launched());
    Ledger.Findings findings =
        entry
            .findings()
            .orElseGet(() -> new Ledger.Findings("", List.of(), List.of(), List.of(), ""))
            .with(ended.warnings());
    Ledger.Entry told = entry.prepared(findings);
    means.ledger().write(current.id(), told);
    return told;
  }

  private void discard(PrebuildSpec current, Evidence evidence, Optional<PrebuildStatus> status) {
    status.ifPresent(told -> tell(current, told, List.of()));
    means.host().removeContainer(current.id());
    if (evidence instanceof Evidence.Snapshotted) {
      means.host().removeSnapshot(current.id());
    }
  }

  private void conclude(PrebuildSpec current, Evidence evidence, PrebuildStatus status)
      throws InterruptedException {
    leaveSlot();
    if (!beginConclusion(current.goal())) {
      return;
    }
    PrebuildStatus masked = Mask.of(current).apply(status);
    List<Warning> warnings = lastWarnings(current, evidence, masked);
    if (lastTold == null || lastTold.phase() != masked.phase()) {
      lastTold = masked;
      means.listener().changed(current.id(), masked, warnings);
    }
    means.log().finish(current.id());
    means.reporter().conclude(current, masked, warnings);
    toldGoal = current.goal();
    clearAway(current);
  }

  /** What goes with its end; of a completed one is noted that its snapshot is to stay. */
  private List<Warning> lastWarnings(
      PrebuildSpec current, Evidence evidence, PrebuildStatus status) {
    Optional<Ledger.Entry> entry = means.ledger().read(current.id());
    return switch (status) {
      case PrebuildStatus.Completed _ -> {
        entry.ifPresent(known -> means.ledger().write(current.id(), known.completed()));
        yield entry.map(Ledger.Entry::warnings).orElse(List.of());
      }
      case PrebuildStatus.Failed _ ->
          Stream.concat(
                  entry.map(Ledger.Entry::warnings).orElse(List.of()).stream(),
                  evidence instanceof Evidence.Ended ended
                      ? ended.warnings().stream()
                      : Stream.empty())
              .distinct()
              .toList();
      default -> List.of();
    };
  }

  /** From here on the prebuild is this host's own until its end has been told. */
  private synchronized boolean beginConclusion(PrebuildSpec.Goal goal) {
    isConcluding = spec.goal() == goal;
    return isConcluding;
  }

  /**
   * The container stays until the end has been told: it is all that a restart could tell it by. The
   * log stays for as long as the prebuild does.
   */
  private void clearAway(PrebuildSpec current) {
    means.host().removeContainer(current.id());
    if (means.ledger().read(current.id()).filter(entry -> !entry.isCompleted()).isPresent()) {
      // One whose commit was cut off may come to be all the same.
      means.host().removeSnapshot(current.id());
    }
    means.sources().remove(current.id());
    switch (current.goal()) {
      case DELETE, ABANDON -> means.log().remove(current.id());
      case COMPLETE, CANCEL -> means.log().finish(current.id());
    }
    means.ledger().remove(current.id());
    finish(current.goal());
  }

  /** Only what is on its way to a snapshot can fail; removal is tried until it is done. */
  private void giveUp(PrebuildSpec current, String message) {
    if (current.goal() == PrebuildSpec.Goal.COMPLETE && toldGoal != current.goal()) {
      fail(current, message);
    } else {
      waitForHost(current, message);
    }
  }

  private void fail(PrebuildSpec current, String message) {
    try {
      conclude(
          current,
          new Evidence.Nothing(),
          new PrebuildStatus.Failed(message, means.clock().instant()));
    } catch (InterruptedException e) {
      // As in turn: the next one finds out why.
    } catch (HostUnavailableException | PrebuildException e) {
      waitForHost(current, String.valueOf(e.getMessage()));
    }
  }

  private void waitForHost(PrebuildSpec current, String cause) {
    Duration next = pause.next();
    means.listener().delayed(current.id(), cause, next);
    rest(next);
  }

  private static void rest(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      // As in turn.
    }
  }

  /** Told once, however often the loop comes by. */
  private void tell(PrebuildSpec current, PrebuildStatus status, List<Warning> warnings) {
    if (!status.equals(lastTold)) {
      lastTold = status;
      means.listener().changed(current.id(), status, warnings);
      means.reporter().report(current, status, warnings);
    }
  }

  private static List<Warning> warnings(Begun begun) {
    return begun.entry().map(Ledger.Entry::warnings).orElse(List.of());
  }

  /** One that was found at work, by a run of the agent that has not begun it. */
  private void adopt(PrebuildSpec current, Begun begun) {
    hasBegun = true;
    if (!hasSlot) {
      slots.adopt();
      hasSlot = true;
    }
    if (begun.entry().filter(entry -> !entry.isLaunched()).isPresent()) {
      means.ledger().write(current.id(), begun.entry().get().launched());
    }
  }

  private void leaveSlot() {
    if (hasSlot) {
      slots.leave();
      hasSlot = false;
    }
  }

  private static UUID environmentId(PrebuildSpec spec) {
    return PrebuildPlanner.environmentId(spec.id());
  }
}
