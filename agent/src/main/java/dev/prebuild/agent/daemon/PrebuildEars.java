package dev.prebuild.agent.daemon;

import dev.prebuild.agent.overview.PrebuildBoard;
import dev.prebuild.agent.telemetry.PrebuildTelemetry;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.PrebuildListener;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import java.time.Duration;
import java.util.UUID;

/** Passes what prebuilds do to those who tell of it: log and metrics, and the overview. */
record PrebuildEars(PrebuildTelemetry telemetry, PrebuildBoard board) implements PrebuildListener {
  @Override
  public void changed(PrebuildSpec spec, PrebuildStatus status, Notes notes) {
    telemetry.changed(spec, status, notes);
    board.changed(spec, status, notes);
  }

  @Override
  public void delayed(UUID prebuildId, String cause, Duration pause) {
    telemetry.delayed(prebuildId, cause, pause);
  }

  @Override
  public void waitsForUsers(UUID prebuildId) {
    telemetry.waitsForUsers(prebuildId);
  }

  @Override
  public void straysRemain(String cause) {
    telemetry.straysRemain(cause);
  }

  @Override
  public void broken(UUID prebuildId, RuntimeException cause) {
    telemetry.broken(prebuildId, cause);
  }
}
