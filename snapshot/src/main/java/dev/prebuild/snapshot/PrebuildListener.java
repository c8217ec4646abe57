package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import java.time.Duration;
import java.util.UUID;

/** Hears what prebuilds do; for logs and metrics. Called from many threads. */
public interface PrebuildListener {

  /** A prebuild stands somewhere new. */
  void changed(PrebuildSpec spec, PrebuildStatus status, Notes notes);

  /** The host could not do it now; it is tried again after {@code pause}. */
  void delayed(UUID prebuildId, String cause, Duration pause);

  /** Its snapshot is to be removed, and waits until its last user is gone; told once. */
  void waitsForUsers(UUID prebuildId);

  /** Containers of prebuilds that are over could not be removed; the next sync tries again. */
  void straysRemain(String cause);

  /** A prebuild's loop has failed in a way that nobody foresaw; it goes on after a pause. */
  void broken(UUID prebuildId, RuntimeException cause);
}
