package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.lifecycle.PrebuildAction;
import dev.prebuild.snapshot.lifecycle.PrebuildPlanner;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
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
        Evidence evidence = means.host().observe(current);
        act(current, evidence, PrebuildPlanner.next(current, evidence, means.clock().instant()));
      }
      pause.reset();
    } catch (InterruptedException e) {
      // A new goal, or the end of this loop: both are looked at before the next turn.
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

  private void act(PrebuildSpec current, Evidence evidence, PrebuildAction action)
      throws InterruptedException {
    switch (action) {
      case PrebuildAction.Launch _ -> launch(current);
      case PrebuildAction.Await await -> await(current, await.deadline());
      case PrebuildAction.Commit _ -> commit(current);
      case PrebuildAction.Discard discard -> discard(current, evidence, discard.status());
      case PrebuildAction.Conclude conclude -> conclude(current, conclude.status());
      case PrebuildAction.Forget _ -> clearAway(current);
    }
  }

  private void launch(PrebuildSpec current) throws InterruptedException {
    if (!hasSlot) {
      slots.enter();
      hasSlot = true;
    }
    tell(current, new PrebuildStatus.Starting());
    try {
      Path sources = means.sources().fetch(current.id(), current.repository());
      means.host().launch(current, sources);
    } finally {
      means.sources().remove(current.id());
    }
  }

  private void await(PrebuildSpec current, Instant deadline) throws InterruptedException {
    adoptSlot();
    tell(current, new PrebuildStatus.Running(environmentId(current)));
    means.host().awaitEnd(current.id(), Duration.between(means.clock().instant(), deadline));
  }

  private void commit(PrebuildSpec current) throws InterruptedException {
    adoptSlot();
    UUID environmentId = environmentId(current);
    tell(current, new PrebuildStatus.Stopping(environmentId));
    tell(current, new PrebuildStatus.Snapshotting(environmentId, 0));
    means
        .host()
        .commit(
            current,
            percent -> tell(current, new PrebuildStatus.Snapshotting(environmentId, percent)));
  }

  private void discard(PrebuildSpec current, Evidence evidence, Optional<PrebuildStatus> status) {
    status.ifPresent(told -> tell(current, told));
    means.host().removeContainer(current.id());
    if (evidence instanceof Evidence.Snapshotted) {
      means.host().removeSnapshot(current.id());
    }
  }

  private void conclude(PrebuildSpec current, PrebuildStatus status) throws InterruptedException {
    leaveSlot();
    if (!beginConclusion(current.goal())) {
      return;
    }
    if (lastTold == null || lastTold.phase() != status.phase()) {
      lastTold = status;
      means.listener().changed(current.id(), status);
    }
    means.reporter().conclude(current, status);
    toldGoal = current.goal();
    clearAway(current);
  }

  /** From here on the prebuild is this host's own until its end has been told. */
  private synchronized boolean beginConclusion(PrebuildSpec.Goal goal) {
    isConcluding = spec.goal() == goal;
    return isConcluding;
  }

  /** The container stays until the end has been told: it is all that a restart could tell it by. */
  private void clearAway(PrebuildSpec current) {
    means.host().removeContainer(current.id());
    means.sources().remove(current.id());
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
      conclude(current, new PrebuildStatus.Failed(message, means.clock().instant()));
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
  private void tell(PrebuildSpec current, PrebuildStatus status) {
    if (!status.equals(lastTold)) {
      lastTold = status;
      means.listener().changed(current.id(), status);
      means.reporter().report(current, status);
    }
  }

  private void adoptSlot() {
    if (!hasSlot) {
      slots.adopt();
      hasSlot = true;
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
