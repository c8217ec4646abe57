package dev.prebuild.agent.telemetry;

import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.PrebuildListener;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of prebuilds. */
public final class PrebuildTelemetry implements PrebuildListener {
  private static final Logger LOG = LoggerFactory.getLogger(PrebuildTelemetry.class);

  private static final double[] PREBUILD_SECONDS = {
    5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200
  };

  private static final double[] PHASE_SECONDS = {
    0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_200, 3_600, 7_200
  };

  private final Counter prebuilds;
  private final Histogram prebuildSeconds;
  private final Histogram phaseSeconds;
  private final Clock clock;
  private final Map<UUID, Instant> startedAt = new ConcurrentHashMap<>();
  private final Map<UUID, Phase> phases = new ConcurrentHashMap<>();

  private record Phase(PrebuildPhase phase, Instant since) {}

  public PrebuildTelemetry(Metrics metrics, Clock clock) {
    this.clock = clock;
    prebuilds =
        metrics.counter(
            "prebuild_agent_prebuilds_total",
            "Prebuilds that have ended, by outcome: completed, failed, cancelled, deleted.",
            label("outcome", PrebuildPhase::isTerminal));
    prebuildSeconds =
        metrics.histogram(
            "prebuild_agent_prebuild_duration_seconds",
            "Time from STARTING to the end of a prebuild, by outcome.",
            PREBUILD_SECONDS,
            label("outcome", PrebuildPhase::isTerminal));
    phaseSeconds =
        metrics.histogram(
            "prebuild_agent_prebuild_phase_duration_seconds",
            "Time that prebuilds spent in a phase, seen by this run of the agent.",
            PHASE_SECONDS,
            label("phase", phase -> !phase.isTerminal()));
  }

  private static Label label(String name, Predicate<PrebuildPhase> isOne) {
    return new Label(
        name, Arrays.stream(PrebuildPhase.values()).filter(isOne).map(Label::value).toList());
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

  @Override
  public void abandoned(UUID prebuildId) {
    startedAt.remove(prebuildId);
    phases.remove(prebuildId);
    LOG.atInfo().addKeyValue("prebuild", prebuildId).log("prebuild abandoned");
  }

  /** The time in a phase is known once the next one has come. */
  private void time(UUID prebuildId, PrebuildPhase phase) {
    Instant now = clock.instant();
    Phase before = phases.get(prebuildId);
    if (before != null && before.phase() == phase) {
      return;
    }
    if (before != null) {
      phaseSeconds
          .labelValues(Label.value(before.phase()))
          .observe(Duration.between(before.since(), now).toMillis() / 1e3);
    }
    if (phase.isTerminal()) {
      phases.remove(prebuildId);
    } else {
      phases.put(prebuildId, new Phase(phase, now));
    }
  }

  private static void tell(UUID prebuildId, PrebuildStatus status) {
    LOG.atInfo()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("phase", status.phase())
        .log("prebuild goes on");
  }

  private void end(UUID prebuildId, PrebuildStatus status) {
    String outcome = Label.value(status.phase());
    Instant now = clock.instant();
    Instant start = startedAt.getOrDefault(prebuildId, now);
    startedAt.remove(prebuildId);
    prebuilds.labelValues(outcome).inc();
    prebuildSeconds.labelValues(outcome).observe(Duration.between(start, now).toMillis() / 1e3);
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
