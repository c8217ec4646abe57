package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.lifecycle.Begun;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.lifecycle.Mask;
import dev.prebuild.snapshot.lifecycle.Notes;
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

/** The work on one prebuild, from its start to its snapshot; holds a slot meanwhile. */
final class PrebuildWork {
  private final Prebuilds.Means means;
  private final Slots slots;
  private final SnapshotMaker maker;
  private final Announcer announcer;
  private boolean hasSlot;

  /** Whether what the ledger says of it was written, or taken up, by this run of the agent. */
  private boolean hasBegun;

  PrebuildWork(Prebuilds.Means means, Slots slots, SnapshotMaker maker, Announcer announcer) {
    this.means = means;
    this.slots = slots;
    this.maker = maker;
    this.announcer = announcer;
  }

  /** How it was begun, as far as anybody knows. */
  Begun begun(UUID prebuildId) {
    return new Begun(means.ledger().read(prebuildId), hasBegun);
  }

  void launch(PrebuildSpec spec, Begun begun, PrebuildAction.Launch launch)
      throws InterruptedException {
    if (!hasSlot) {
      slots.enter(spec.id());
      hasSlot = true;
    }
    Instant now = means.clock().instant();
    Instant startedAt = begun.entry().map(Ledger.Entry::startedAt).orElse(now);
    Ledger.Entry entry = Ledger.Entry.begin(startedAt, launch.tries());
    means.ledger().write(spec.id(), entry);
    means.log().open(spec.id(), Mask.of(spec));
    hasBegun = true;
    Instant deadline = launch.deadline().orElseGet(() -> now.plus(spec.timeout()));
    try (Alarm _ = Alarm.set(Duration.between(now, deadline))) {
      announcer.tell(spec, new PrebuildStatus.Starting(), Notes.NONE);
      Ledger.Entry launched = new Preparation(means, spec).launch(entry);
      // Told here, since quick steps are over before anybody looks.
      tellRunning(spec, Optional.of(launched));
    } finally {
      means.sources().remove(spec.id());
    }
  }

  void await(PrebuildSpec spec, Begun begun, Instant deadline) throws InterruptedException {
    adopt(spec, begun);
    tellRunning(spec, begun.entry());
    means.host().awaitEnd(spec, Duration.between(means.clock().instant(), deadline));
  }

  private void tellRunning(PrebuildSpec spec, Optional<Ledger.Entry> entry) {
    announcer.tell(
        spec, new PrebuildStatus.Running(environmentId(spec)), notes(spec, entry, Stream.empty()));
  }

  void commit(PrebuildSpec spec, Begun begun, PrebuildAction.Commit commit)
      throws InterruptedException {
    adopt(spec, begun);
    UUID environmentId = environmentId(spec);
    Ledger.Entry ended =
        withWarnings(spec, ended(begun, commit.ended()), commit.ended().warnings());
    announcer.tell(
        spec,
        new PrebuildStatus.Stopping(environmentId),
        notes(spec, Optional.of(ended), Stream.empty()));
    Duration left = Duration.between(means.clock().instant(), commit.deadline());
    try (Alarm _ = Alarm.set(left);
        DiskSpace.Reservation _ = maker.reserve(spec)) {
      Ledger.Entry searched = withWarnings(spec, ended, maker.search(spec, ended));
      Notes notes = notes(spec, Optional.of(searched), Stream.empty());
      announcer.tell(spec, new PrebuildStatus.Snapshotting(environmentId, 0), notes);
      maker.make(
          spec,
          searched,
          percent ->
              announcer.tell(spec, new PrebuildStatus.Snapshotting(environmentId, percent), notes));
    }
  }

  private static Ledger.Entry ended(Begun begun, Evidence.Ended ended) {
    return begun.entry().orElseGet(() -> Ledger.Entry.begin(ended.createdAt(), 1).launched());
  }

  /**
   * Written down before the commit: afterwards the container may be gone, with all it could tell.
   */
  private Ledger.Entry withWarnings(PrebuildSpec spec, Ledger.Entry entry, List<Warning> warnings) {
    Ledger.Entry told =
        entry.prepared(entry.findings().orElse(Ledger.Findings.NONE).with(warnings));
    means.ledger().write(spec.id(), told);
    return told;
  }

  void discard(PrebuildSpec spec, Evidence evidence, Optional<PrebuildStatus> status) {
    status.ifPresent(
        told ->
            announcer.tell(
                spec, told, notes(spec, means.ledger().read(spec.id()), Stream.empty())));
    means.host().removeContainer(spec.id());
    if (evidence instanceof Evidence.Snapshotted) {
      means.snapshots().removeSnapshot(spec.id());
    }
  }

  /** What goes with its end; of a completed one is written down that its snapshot is to stay. */
  Notes lastNotes(PrebuildSpec spec, Evidence evidence, PrebuildStatus status) {
    Optional<Ledger.Entry> entry = means.ledger().read(spec.id());
    if (status instanceof PrebuildStatus.Completed) {
      entry.ifPresent(known -> means.ledger().write(spec.id(), known.completed()));
    }
    return notes(
        spec,
        entry,
        evidence instanceof Evidence.Ended ended ? ended.warnings().stream() : Stream.empty());
  }

  private static Notes notes(
      PrebuildSpec spec, Optional<Ledger.Entry> entry, Stream<Warning> more) {
    List<Warning> known = entry.map(Ledger.Entry::warnings).orElse(List.of());
    return new Notes(
        Stream.concat(known.stream(), more).distinct().toList(),
        entry.filter(Ledger.Entry::isLaunched).map(_ -> environmentId(spec)));
  }

  /**
   * Removes what is left of it. The container stays until its end has been told, since it is all
   * that a restart could tell it by; the log stays for as long as the prebuild does.
   */
  void clearAway(PrebuildSpec spec) {
    means.host().removeContainer(spec.id());
    if (means.ledger().read(spec.id()).filter(entry -> !entry.isCompleted()).isPresent()) {
      // One whose commit was cut off may come to be all the same.
      means.snapshots().removeSnapshot(spec.id());
    }
    means.sources().remove(spec.id());
    switch (spec.goal()) {
      case DELETE, ABANDON -> means.log().remove(spec.id());
      case COMPLETE, CANCEL -> means.log().finish(spec.id());
    }
    means.ledger().remove(spec.id());
  }

  /** One that was found at work, by a run of the agent that has not begun it. */
  private void adopt(PrebuildSpec spec, Begun begun) {
    hasBegun = true;
    if (!hasSlot) {
      slots.adopt();
      hasSlot = true;
    }
    begun
        .entry()
        .filter(entry -> !entry.isLaunched())
        .ifPresent(entry -> means.ledger().write(spec.id(), entry.launched()));
  }

  void leaveSlot() {
    if (hasSlot) {
      slots.leave();
      hasSlot = false;
    }
  }

  private static UUID environmentId(PrebuildSpec spec) {
    return PrebuildPlanner.environmentId(spec.id());
  }
}
