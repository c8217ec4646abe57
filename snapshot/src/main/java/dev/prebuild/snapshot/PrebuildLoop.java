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
import java.util.UUID;

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
  private boolean hasSlot;

  PrebuildLoop(PrebuildSpec spec, Prebuilds.Means means, Slots slots) {
    this.spec = spec;
    this.means = means;
    this.slots = slots;
    this.pause = new RetryPause(means.random());
  }

  /** Returns whether whatever the loop waits for is to be interrupted: its goal has changed. */
  boolean update(PrebuildSpec changed) {
    boolean isNewGoal = changed.goal() != spec.goal();
    spec = changed;
    return isNewGoal;
  }

  UUID id() {
    return spec.id();
  }

  /** Whether its end has been told. */
  boolean isConcluded() {
    return isConcluded;
  }

  void close() {
    isClosed = true;
  }

  @Override
  public void run() {
    try {
      while (!isConcluded && !isClosed) {
        turn(spec);
      }
    } catch (RuntimeException e) {
      means.listener().broken(spec.id(), e);
    } finally {
      leaveSlot();
    }
  }

  private void turn(PrebuildSpec current) {
    try {
      Evidence evidence = means.host().observe(current);
      act(current, evidence, PrebuildPlanner.next(current, evidence, means.clock().instant()));
      pause.reset();
    } catch (InterruptedException e) {
      // A new goal, or the end of this loop: both are looked at before the next turn.
    } catch (PrebuildException e) {
      if (isStillWanted(current)) {
        fail(current, String.valueOf(e.getMessage()));
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

  private void discard(PrebuildSpec current, Evidence evidence, PrebuildStatus status) {
    tell(current, status);
    means.host().removeContainer(current.id());
    if (evidence instanceof Evidence.Snapshotted) {
      means.host().removeSnapshot(current.id());
    }
  }

  /** The container stays until the end has been told: it is all that a restart could tell it by. */
  private void conclude(PrebuildSpec current, PrebuildStatus status) throws InterruptedException {
    leaveSlot();
    means.listener().changed(current.id(), status);
    means.reporter().conclude(current, status);
    means.host().removeContainer(current.id());
    means.sources().remove(current.id());
    isConcluded = true;
  }

  private void fail(PrebuildSpec current, String message) {
    try {
      conclude(current, new PrebuildStatus.Failed(message, means.clock().instant()));
    } catch (InterruptedException e) {
      // As in turn: the next one finds out why.
    } catch (HostUnavailableException e) {
      waitForHost(current, String.valueOf(e.getMessage()));
    }
  }

  private void waitForHost(PrebuildSpec current, String cause) {
    Duration next = pause.next();
    means.listener().delayed(current.id(), cause, next);
    try {
      Thread.sleep(next);
    } catch (InterruptedException e) {
      // As in turn.
    }
  }

  private void tell(PrebuildSpec current, PrebuildStatus status) {
    means.listener().changed(current.id(), status);
    means.reporter().report(current, status);
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
