package dev.prebuild.snapshot.host;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;

/** Tells the control plane where a prebuild stands. */
public interface PrebuildReporter {

  /** Takes note; tells it as soon as it can, in order, and may leave out superseded percentages. */
  void report(PrebuildSpec spec, PrebuildStatus status, Notes notes);

  /** Returns when the control plane has taken this status, and all before it, or refused it. */
  void conclude(PrebuildSpec spec, PrebuildStatus status, Notes notes) throws InterruptedException;
}
