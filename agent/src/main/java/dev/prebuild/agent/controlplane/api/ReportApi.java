package dev.prebuild.agent.controlplane.api;

import dev.prebuild.agent.connect.Call;
import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.connect.ConnectService;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.reconcile.PoolChanges;
import dev.prebuild.agent.controlplane.reconcile.PrebuildChanges;
import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.agent.controlplane.rules.Requests;
import dev.prebuild.agent.controlplane.rules.StatusRules;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.PoolShare;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusResponse;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusResponse;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has become of it: the reports of RunnerService. */
public final class ReportApi {
  private final Logger log = LoggerFactory.getLogger(ReportApi.class);
  private final Store store;

  public ReportApi(Store store) {
    this.store = store;
  }

  public void addTo(ConnectService.Builder<Caller> service) {
    service
        .method(
            "ReportPrebuildStatus",
            ReportPrebuildStatusRequest.getDefaultInstance(),
            this::reportPrebuild)
        .method(
            "ReportWarmPoolStatus",
            ReportWarmPoolStatusRequest.getDefaultInstance(),
            this::reportWarmPool);
  }

  private ReportPrebuildStatusResponse reportPrebuild(
      Call<Caller> call, ReportPrebuildStatusRequest request) {
    UUID id = Requests.uuid("prebuildId", request.getPrebuildId());
    Host.Key host = host(call, request.getHost());
    PrebuildStatus status =
        logged(
            "prebuild",
            id,
            host,
            () -> store.write(transaction -> moveOn(transaction, host, id, request.getStatus())));
    return ReportPrebuildStatusResponse.newBuilder().setStatus(status).build();
  }

  private static Host.Key host(Call<Caller> call, String name) {
    return new Host.Key(Runners.of(call.caller()), Requests.hostName("host", name));
  }

  private static PrebuildStatus moveOn(
      Transaction transaction, Host.Key host, UUID id, PrebuildStatus reported) {
    LeasedPrebuild before =
        transaction
            .prebuilds()
            .findOfRunner(host.runnerId(), id)
            .orElseThrow(() -> Refusals.notFound("prebuildId: the runner has no prebuild " + id));
    if (!before.hostKey().equals(Optional.of(host))) {
      throw Refusals.failedPrecondition(
          "host: prebuild %s is leased to %s, not to %s"
              .formatted(id, before.host().map("host "::concat).orElse("no host"), host.name()));
    }
    PrebuildStatus stored = before.prebuild().getStatus();
    Optional<PrebuildStatus> next =
        StatusRules.decide(stored, reported, Times.of(transaction.now()));
    next.ifPresent(status -> new PrebuildChanges(transaction).reported(before, status));
    return next.orElse(stored);
  }

  private ReportWarmPoolStatusResponse reportWarmPool(
      Call<Caller> call, ReportWarmPoolStatusRequest request) {
    UUID id = Requests.uuid("warmPoolId", request.getWarmPoolId());
    Host.Key host = host(call, request.getHost());
    WarmPoolStatus status =
        logged(
            "warm pool",
            id,
            host,
            () -> store.write(transaction -> note(transaction, host, id, request.getStatus())));
    return ReportWarmPoolStatusResponse.newBuilder().setStatus(status).build();
  }

  private static WarmPoolStatus note(
      Transaction transaction, Host.Key host, UUID id, WarmPoolStatus reported) {
    WarmPool pool =
        transaction
            .warmPools()
            .findOfRunner(host.runnerId(), id)
            .orElseThrow(() -> Refusals.notFound("warmPoolId: the runner has no warm pool " + id));
    PoolShare share =
        transaction.shares().ofPool(pool.getId()).stream()
            .filter(candidate -> candidate.host().equals(host))
            .findFirst()
            .orElseThrow(
                () ->
                    Refusals.notFound(
                        "host: host %s has no share of warm pool %s".formatted(host.name(), id)));
    Optional<WarmPoolStatus> next =
        StatusRules.decide(share.status(), reported, PhaseRules.isLeaving(pool));
    next.ifPresent(status -> new PoolChanges(transaction).reported(pool, share, status));
    return next.orElse(share.status());
  }

  /**
   * An agent that reports what cannot be is worth a look, so the refusal leaves a trace here too.
   */
  private <T> T logged(String kind, UUID id, Host.Key host, Supplier<T> report) {
    try {
      return report.get();
    } catch (ConnectException e) {
      if (e.code() == ConnectCode.FAILED_PRECONDITION) {
        log.atWarn()
            .addKeyValue("kind", kind)
            .addKeyValue("id", id)
            .addKeyValue("host", host.name())
            .addKeyValue("reason", e.reason())
            .log("a status report is refused");
      }
      throw e;
    }
  }
}
