package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.SnapshotInUseException;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.lifecycle.Begun;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.lifecycle.Mask;
import dev.prebuild.snapshot.lifecycle.PrebuildAction;
import dev.prebuild.snapshot.lifecycle.PrebuildPlanner;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries one prebuild through: looks at what the host holds, asks the {@link PrebuildPlanner},
 * does what it says, and looks again. Blocking code on a virtual thread; a new goal interrupts
 * whatever it waits for. Nothing that matters is kept here, so it may be started again anywhere.
 */
final class PrebuildLoop implements Runnable {
  /** Should the end of a snapshot's last user have been missed. */
  private static final int LOOK_FOR_USERS_SECONDS = 30;

  private final Prebuilds.Means means;
  private final Announcer announcer;
  private final PrebuildWork work;
  private final RetryPause pause;
  private volatile PrebuildSpec spec;
  private volatile boolean isClosed;
  private volatile boolean isConcluded;
  private boolean isConcluding;

  /** Has a permit if a container has gone since this was last looked at. */
  private final Semaphore containerGone = new Semaphore(0);

  private boolean hasToldOfUsers;

  /** The goal whose end has been told: all that is left of it is to clear away. */
  private PrebuildSpec.@Nullable Goal toldGoal;

  PrebuildLoop(PrebuildSpec spec, Prebuilds.Means means, Slots slots, SnapshotMaker maker) {
    this.spec = spec;
    this.means = means;
    this.announcer = new Announcer(means);
    this.work = new PrebuildWork(means, slots, maker, announcer);
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

  /** A snapshot that waits for its last user may go now. */
  void containerGone() {
    if (containerGone.availablePermits() == 0) {
      containerGone.release();
    }
  }

  @Override
  public void run() {
    try {
      while (!isConcluded && !isClosed) {
        guardedTurn(spec);
      }
    } finally {
      work.leaveSlot();
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
    containerGone.drainPermits();
    try {
      if (toldGoal == current.goal()) {
        clearAway(current);
      } else {
        Begun begun = work.begun(current.id());
        begun.entry().ifPresent(_ -> means.log().open(current.id(), Mask.of(current)));
        Evidence evidence = means.host().observe(current, names(begun));
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
    } catch (SnapshotInUseException e) {
      if (isStillWanted(current)) {
        waitForUsers(current);
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

  private static List<String> names(Begun begun) {
    return begun
        .entry()
        .flatMap(Ledger.Entry::findings)
        .map(Ledger.Findings::names)
        .orElse(List.of());
  }

  private void act(PrebuildSpec current, Evidence evidence, Begun begun, PrebuildAction action)
      throws InterruptedException {
    switch (action) {
      case PrebuildAction.Launch launch -> work.launch(current, begun, launch);
      case PrebuildAction.Await await -> work.await(current, begun, await.deadline());
      case PrebuildAction.Commit commit -> work.commit(current, begun, commit);
      case PrebuildAction.Discard discard -> work.discard(current, evidence, discard.status());
      case PrebuildAction.Conclude conclude -> conclude(current, evidence, conclude.status());
      case PrebuildAction.Forget _ -> {
        means.listener().abandoned(current.id());
        clearAway(current);
      }
    }
  }

  private void conclude(PrebuildSpec current, Evidence evidence, PrebuildStatus status)
      throws InterruptedException {
    work.leaveSlot();
    if (!beginConclusion(current.goal())) {
      return;
    }
    means.log().finish(current.id());
    announcer.conclude(current, status, work.lastNotes(current, evidence, status));
    toldGoal = current.goal();
    clearAway(current);
  }

  private void clearAway(PrebuildSpec current) {
    work.clearAway(current);
    finish(current.goal());
  }

  /** From here on the prebuild is this host's own until its end has been told. */
  private synchronized boolean beginConclusion(PrebuildSpec.Goal goal) {
    isConcluding = spec.goal() == goal;
    return isConcluding;
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

  /** May take days: said once, and looked at whenever a container is gone. */
  private void waitForUsers(PrebuildSpec current) {
    if (!hasToldOfUsers) {
      means.listener().waitsForUsers(current.id());
      hasToldOfUsers = true;
    }
    try {
      boolean _ = containerGone.tryAcquire(LOOK_FOR_USERS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // As in turn.
    }
  }

  private static void rest(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      // As in turn.
    }
  }
}
