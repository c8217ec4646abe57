package dev.prebuild.agent.controlplane.api;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.prebuild.agent.connect.Call;
import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.connect.ConnectService;
import dev.prebuild.agent.controlplane.catalog.Assignments;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.reconcile.SnapshotAssignment;
import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.agent.controlplane.rules.Requests;
import dev.prebuild.agent.controlplane.rules.StatusRules;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusResponse;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusResponse;
import dev.prebuild.config.wire.runner.v1.RunnerProto;
import dev.prebuild.config.wire.runner.v1.SyncRequest;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of RunnerService: what an agent is to do, and what has become of it. */
public final class RunnerApi {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Logger log = LoggerFactory.getLogger(RunnerApi.class);
  private final Store store;
  private final Assignments assignments;
  private final InstantSource clock;

  public RunnerApi(Store store, Assignments assignments, InstantSource clock) {
    this.store = store;
    this.assignments = assignments;
    this.clock = clock;
  }

  public ConnectService<Caller> service() {
    return ConnectService.<Caller>builder(
            RunnerProto.getDescriptor().findServiceByName("RunnerService"),
            caller -> caller.scope() == Caller.Scope.RUNNER)
        .method("Sync", SyncRequest.getDefaultInstance(), this::sync)
        .method(
            "ReportPrebuildStatus",
            ReportPrebuildStatusRequest.getDefaultInstance(),
            this::reportPrebuild)
        .method(
            "ReportWarmPoolStatus",
            ReportWarmPoolStatusRequest.getDefaultInstance(),
            this::reportWarmPool)
        .build();
  }

  private SyncResponse sync(Call<Caller> call, SyncRequest request) throws InterruptedException {
    UUID runnerId = runnerOf(call);
    if (!Requests.uuid("runnerId", request.getRunnerId()).equals(runnerId)) {
      throw new ConnectException(
          ConnectCode.PERMISSION_DENIED, "runnerId: this token is not that runner's");
    }
    if (!store.awaitRevision(request.getKnownRevision(), wait(call, request))) {
      throw new ConnectException(
          ConnectCode.UNAVAILABLE, "the control plane is shutting down; try again");
    }
    return desiredState(runnerId);
  }

  private static UUID runnerOf(Call<Caller> call) {
    return UUID.fromString(call.caller().subject().getId());
  }

  /** No longer than the agent waits itself: its thread is of no use to anybody afterwards. */
  private Duration wait(Call<Caller> call, SyncRequest request) {
    var wait = request.getWait();
    if (!Durations.isValid(wait) || Durations.isNegative(wait)) {
      throw Refusals.invalid("wait must be a duration of at least 0s");
    }
    Duration asked = Duration.ofSeconds(wait.getSeconds(), wait.getNanos());
    return call.deadline()
        .shorten(asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked, clock.instant());
  }

  private SyncResponse desiredState(UUID runnerId) {
    Assigned assigned =
        store.read(
            transaction ->
                new Assigned(
                    transaction.counters().revision(),
                    transaction.prebuilds().assigned(runnerId),
                    transaction.warmPools().assigned(runnerId)));
    return SyncResponse.newBuilder()
        .setRevision(assigned.revision())
        .addAllPrebuilds(
            assigned.prebuilds().stream().map(assignments::of).flatMap(Optional::stream).toList())
        .addAllWarmPools(
            assigned.pools().stream().map(assignments::of).flatMap(Optional::stream).toList())
        .build();
  }

  private record Assigned(long revision, List<Prebuild> prebuilds, List<WarmPool> pools) {}

  private ReportPrebuildStatusResponse reportPrebuild(
      Call<Caller> call, ReportPrebuildStatusRequest request) {
    UUID id = Requests.uuid("prebuildId", request.getPrebuildId());
    UUID runnerId = runnerOf(call);
    Timestamp now = Times.now(clock);
    PrebuildStatus status =
        logged(
            "prebuild",
            id,
            () ->
                store.write(
                    transaction -> moveOn(transaction, runnerId, id, request.getStatus(), now)));
    return ReportPrebuildStatusResponse.newBuilder().setStatus(status).build();
  }

  /** Reports alone wake nobody: the agent that made them knows, and others do not care. */
  private static PrebuildStatus moveOn(
      Transaction transaction, UUID runnerId, UUID id, PrebuildStatus reported, Timestamp now) {
    Prebuild before =
        transaction
            .prebuilds()
            .findOfRunner(runnerId, id)
            .orElseThrow(() -> Refusals.notFound("prebuildId: the runner has no prebuild " + id));
    Optional<PrebuildStatus> next = StatusRules.decide(before.getStatus(), reported, now);
    if (next.isEmpty()) {
      return before.getStatus();
    }
    Prebuild.Builder after = before.toBuilder().setStatus(next.get());
    after.getMetadataBuilder().setUpdatedAt(now);
    transaction.prebuilds().update(before, after.build());
    if (next.get().getPhase() == PrebuildPhase.PREBUILD_PHASE_COMPLETED) {
      new SnapshotAssignment(transaction, now).afterCompletionOf(before);
    }
    return next.get();
  }

  private ReportWarmPoolStatusResponse reportWarmPool(
      Call<Caller> call, ReportWarmPoolStatusRequest request) {
    UUID id = Requests.uuid("warmPoolId", request.getWarmPoolId());
    UUID runnerId = runnerOf(call);
    Timestamp now = Times.now(clock);
    WarmPoolStatus status =
        logged(
            "warm pool",
            id,
            () ->
                store.write(
                    transaction -> moveOn(transaction, runnerId, id, request.getStatus(), now)));
    return ReportWarmPoolStatusResponse.newBuilder().setStatus(status).build();
  }

  private static WarmPoolStatus moveOn(
      Transaction transaction, UUID runnerId, UUID id, WarmPoolStatus reported, Timestamp now) {
    WarmPool before =
        transaction
            .warmPools()
            .findOfRunner(runnerId, id)
            .orElseThrow(() -> Refusals.notFound("warmPoolId: the runner has no warm pool " + id));
    Optional<WarmPoolStatus> next = StatusRules.decide(before.getStatus(), reported);
    if (next.isEmpty()) {
      return before.getStatus();
    }
    WarmPool.Builder after = before.toBuilder().setStatus(next.get());
    after.getMetadataBuilder().setUpdatedAt(now);
    transaction.warmPools().update(before, after.build());
    return next.get();
  }

  /**
   * An agent that reports what cannot be is worth a look, so the refusal leaves a trace here too.
   */
  private <T> T logged(String kind, UUID id, Supplier<T> report) {
    try {
      return report.get();
    } catch (ConnectException e) {
      if (e.code() == ConnectCode.FAILED_PRECONDITION) {
        log.warn("refused a report about {} {}: {}", kind, id, e.reason());
      }
      throw e;
    }
  }
}
