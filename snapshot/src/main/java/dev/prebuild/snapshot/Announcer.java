package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.lifecycle.Mask;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import dev.prebuild.snapshot.steps.Warning;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a prebuild stands: each status once, however often its loop comes by, and the control
 * plane never one that it is beyond, as after a crash or when it is begun again.
 */
final class Announcer {
  private final Prebuilds.Means means;
  private @Nullable PrebuildStatus last;
  private PrebuildPhase furthest = PrebuildPhase.PENDING;

  Announcer(Prebuilds.Means means) {
    this.means = means;
  }

  /** Takes note, to be told soon. */
  synchronized void tell(PrebuildSpec spec, PrebuildStatus status, Notes notes) {
    if (status.equals(last)) {
      return;
    }
    last = status;
    Notes masked = masked(spec, notes);
    means.listener().changed(spec, status, masked);
    if (isNews(spec, status)) {
      furthest = status.phase();
      means.reporter().report(spec, status, masked);
    }
  }

  private boolean isNews(PrebuildSpec spec, PrebuildStatus status) {
    int known = Math.max(furthest.number(), spec.reported().phase().number());
    int now = status.phase().number();
    return now > known || (now == known && status instanceof PrebuildStatus.Snapshotting);
  }

  /** Returns when its end was told. */
  void conclude(PrebuildSpec spec, PrebuildStatus status, Notes notes) throws InterruptedException {
    PrebuildStatus masked = Mask.of(spec).apply(status);
    Notes maskedNotes = masked(spec, notes);
    if (isNewPhase(masked)) {
      means.listener().changed(spec, masked, maskedNotes);
    }
    means.reporter().conclude(spec, masked, maskedNotes);
  }

  private synchronized boolean isNewPhase(PrebuildStatus status) {
    boolean isNew = last == null || last.phase() != status.phase();
    last = status;
    return isNew;
  }

  private static Notes masked(PrebuildSpec spec, Notes notes) {
    Mask mask = Mask.of(spec);
    return new Notes(
        notes.warnings().stream()
            .map(warning -> new Warning(warning.step(), mask.apply(warning.text())))
            .toList(),
        notes.environmentId());
  }
}
