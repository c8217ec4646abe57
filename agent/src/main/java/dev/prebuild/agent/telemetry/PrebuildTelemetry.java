package dev.prebuild.agent.telemetry;

import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.PrebuildListener;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of prebuilds. */
public final class PrebuildTelemetry implements PrebuildListener {
  private static final Logger LOG = LoggerFactory.getLogger(PrebuildTelemetry.class);

  private final Metrics metrics;
  private final Clock clock;
  private final Map<UUID, Instant> startedAt = new ConcurrentHashMap<>();
  private final Map<UUID, Phase> phases = new ConcurrentHashMap<>();

  private record Phase(PrebuildPhase phase, Instant since) {}

  public PrebuildTelemetry(Metrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void changed(PrebuildSpec spec, PrebuildStatus status, Notes notes) {
    UUID prebuildId = spec.id();
    startedAt.putIfAbsent(prebuildId, clock.instant());
    time(prebuildId, status.phase());
    switch (status) {
      case PrebuildStatus.Snapshotting snapshotting -> {
        if (snapshotting.percent() == 0) {
          tell(prebuildId, status);
        }
      }
      case PrebuildStatus.Failed failed -> {
        end(prebuildId, status);
        LOG.atWarn()
            .addKeyValue("prebuild", prebuildId)
            .addKeyValue("failure", failed.message())
            .log("prebuild failed");
      }
      case PrebuildStatus.Completed completed -> {
        end(prebuildId, status);
        LOG.atInfo()
            .addKeyValue("prebuild", prebuildId)
            .addKeyValue("snapshotBytes", completed.snapshot().sizeBytes())
            .addKeyValue("warnings", notes.warnings().size())
            .log("prebuild completed");
      }
      case PrebuildStatus.Cancelled _, PrebuildStatus.Deleted _ -> {
        end(prebuildId, status);
        tell(prebuildId, status);
      }
      case PrebuildStatus.Starting _,
          PrebuildStatus.Running _,
          PrebuildStatus.Stopping _,
          PrebuildStatus.Cancelling _,
          PrebuildStatus.Deleting _ ->
          tell(prebuildId, status);
    }
  }

  /** The time in a phase is known once the next one has come. */
  private void time(UUID prebuildId, PrebuildPhase phase) {
    Instant now = clock.instant();
    Phase before = phases.get(prebuildId);
    if (before != null && before.phase() == phase) {
      return;
    }
    if (before != null) {
      metrics
          .phaseSeconds
          .labelValues(label(before.phase()))
          .observe(Duration.between(before.since(), now).toMillis() / 1e3);
    }
    if (phase.isTerminal()) {
      phases.remove(prebuildId);
    } else {
      phases.put(prebuildId, new Phase(phase, now));
    }
  }

  private static String label(PrebuildPhase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static void tell(UUID prebuildId, PrebuildStatus status) {
    LOG.atInfo()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("phase", status.phase())
        .log("prebuild goes on");
  }

  private void end(UUID prebuildId, PrebuildStatus status) {
    String outcome = label(status.phase());
    Instant now = clock.instant();
    Instant start = startedAt.getOrDefault(prebuildId, now);
    startedAt.remove(prebuildId);
    metrics.prebuilds.labelValues(outcome).inc();
    metrics
        .prebuildSeconds
        .labelValues(outcome)
        .observe(Duration.between(start, now).toMillis() / 1e3);
  }

  @Override
  public void delayed(UUID prebuildId, String cause, Duration pause) {
    LOG.atWarn()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("cause", cause)
        .addKeyValue("pauseMillis", pause.toMillis())
        .log("prebuild waits for the host");
  }

  @Override
  public void waitsForUsers(UUID prebuildId) {
    LOG.atInfo()
        .addKeyValue("prebuild", prebuildId)
        .log("the prebuild's snapshot is still in use; it is removed with its last user");
  }

  @Override
  public void straysRemain(String cause) {
    LOG.atWarn().addKeyValue("cause", cause).log("containers of prebuilds that are over remain");
  }

  @Override
  public void broken(UUID prebuildId, RuntimeException cause) {
    LOG.atError()
        .addKeyValue("prebuild", prebuildId)
        .setCause(cause)
        .log("the prebuild's loop has failed; it is tried again; report this");
  }
}
