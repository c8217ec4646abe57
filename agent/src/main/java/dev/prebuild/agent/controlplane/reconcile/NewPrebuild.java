package dev.prebuild.agent.controlplane.reconcile;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildMetadata;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildSpec;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.PrebuildTrigger;
import dev.prebuild.config.wire.gitpod.v1.Subject;
import java.util.UUID;

/** A prebuild as it begins, for a project and one of its classes. */
public record NewPrebuild(Catalog catalog, Catalog.Pair pair) {

  /** Somebody has asked for it; they are its executor too, unless the project names one. */
  public Prebuild manual(Subject creator, PrebuildSpec spec, Timestamp now) {
    return prebuild(creator, PrebuildTrigger.PREBUILD_TRIGGER_MANUAL, spec, now);
  }

  /** Its hour has come. Nobody has asked, so its creator is its executor. */
  Prebuild scheduled(Timestamp now) {
    PrebuildSpec spec = PrebuildSpec.newBuilder().setTimeout(defaultTimeout()).build();
    return prebuild(
        catalog.executor(pair.project()).orElseGet(catalog::scheduler),
        PrebuildTrigger.PREBUILD_TRIGGER_SCHEDULED,
        spec,
        now);
  }

  /** The timeout of a prebuild that names none. */
  public Duration defaultTimeout() {
    return Durations.fromMillis(
        pair.project()
            .timeout()
            .map(timeout -> timeout.toMilliseconds())
            .orElse(Durations.toMillis(Durations.fromMinutes(60))));
  }

  private Prebuild prebuild(
      Subject creator, PrebuildTrigger trigger, PrebuildSpec spec, Timestamp now) {
    return Prebuild.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setMetadata(
            PrebuildMetadata.newBuilder()
                .setOrganizationId(catalog.organizationOf(pair.project()).toString())
                .setProjectId(pair.project().id().toString())
                .setEnvironmentClassId(pair.environmentClass().id().toString())
                .setCreator(creator)
                .setExecutor(catalog.executor(pair.project()).orElse(creator))
                .setCreatedAt(now)
                .setUpdatedAt(now)
                .setTriggeredBy(trigger))
        .setSpec(spec.toBuilder().setSpecVersion(1))
        .setStatus(
            PrebuildStatus.newBuilder()
                .setPhase(PrebuildPhase.PREBUILD_PHASE_PENDING)
                .setStatusVersion(1))
        .build();
  }
}
