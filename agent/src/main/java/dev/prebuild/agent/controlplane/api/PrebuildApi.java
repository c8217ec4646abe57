package dev.prebuild.agent.controlplane.api;

import dev.prebuild.agent.connect.Call;
import dev.prebuild.agent.connect.ConnectService;
import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.reconcile.NewPrebuild;
import dev.prebuild.agent.controlplane.reconcile.PrebuildChanges;
import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.agent.controlplane.rules.Requests;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.Conditions;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.Stored;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.agent.token.LogsTokenSigner;
import dev.prebuild.config.wire.gitpod.v1.CancelPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.CancelPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildLogsTokenRequest;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildLogsTokenResponse;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.DeletePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.DeletePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildSpec;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The calls of PrebuildService that are about prebuilds. */
public final class PrebuildApi {
  private final Store store;
  private final Supplier<Catalog> catalog;
  private final PageTokens pageTokens;
  private final LogsTokenSigner logsTokens;
  private final InstantSource clock;

  /**
   * @param catalog what the settings list now
   */
  public PrebuildApi(
      Store store,
      Supplier<Catalog> catalog,
      PageTokens pageTokens,
      LogsTokenSigner logsTokens,
      InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.pageTokens = pageTokens;
    this.logsTokens = logsTokens;
    this.clock = clock;
  }

  public void addTo(ConnectService.Builder<Caller> service, ChangeListener listener) {
    Told told = new Told(listener);
    service
        .method(
            "CreatePrebuild",
            CreatePrebuildRequest.getDefaultInstance(),
            told.of("prebuild created", this::create, (_, answer) -> answer.getPrebuild().getId()))
        .method("GetPrebuild", GetPrebuildRequest.getDefaultInstance(), this::get)
        .method("ListPrebuilds", ListPrebuildsRequest.getDefaultInstance(), this::list)
        .method(
            "CancelPrebuild",
            CancelPrebuildRequest.getDefaultInstance(),
            told.of("prebuild cancelled", this::cancel, (request, _) -> request.getPrebuildId()))
        .method(
            "DeletePrebuild",
            DeletePrebuildRequest.getDefaultInstance(),
            told.of("prebuild deleted", this::delete, (request, _) -> request.getPrebuildId()))
        .method(
            "CreatePrebuildLogsToken",
            CreatePrebuildLogsTokenRequest.getDefaultInstance(),
            told.of(
                "logs token made", this::createLogsToken, (request, _) -> request.getPrebuildId()));
  }

  private CreatePrebuildResponse create(Call<Caller> call, CreatePrebuildRequest request) {
    call.caller().requireWriter();
    UUID projectId = Requests.uuid("projectId", request.getProjectId());
    Optional<UUID> classId =
        Requests.optionalUuid(
            "environmentClassId", request.hasEnvironmentClassId(), request.getEnvironmentClassId());
    Requests.checkTimeout(request.getSpec());
    PrebuildPhase desiredPhase = Requests.desiredPhase(request.getSpec());
    Prebuild created =
        store.write(
            transaction -> {
              // Looked up in here: else the settings could drop the project meanwhile, and nobody
              // would give up this prebuild.
              Catalog current = catalog.get();
              Catalog.Pair pair = current.pair(call.caller().organization(), projectId, classId);
              NewPrebuild begin = new NewPrebuild(current, pair);
              PrebuildSpec spec =
                  PrebuildSpec.newBuilder()
                      .setDesiredPhase(desiredPhase)
                      .setTimeout(
                          request.getSpec().hasTimeout()
                              ? request.getSpec().getTimeout()
                              : begin.defaultTimeout())
                      .build();
              Prebuild prebuild =
                  begin.manual(call.caller().subject(), spec, Times.of(transaction.now()));
              new PrebuildChanges(transaction)
                  .create(prebuild, current.runnerOf(pair.environmentClass()));
              return prebuild;
            });
    return CreatePrebuildResponse.newBuilder().setPrebuild(created).build();
  }

  private GetPrebuildResponse get(Call<Caller> call, GetPrebuildRequest request) {
    UUID id = Requests.uuid("prebuildId", request.getPrebuildId());
    LeasedPrebuild found = store.read(transaction -> find(transaction, call.caller(), id));
    return GetPrebuildResponse.newBuilder().setPrebuild(found.prebuild()).build();
  }

  private static LeasedPrebuild find(Transaction transaction, Caller caller, UUID id) {
    return transaction
        .prebuilds()
        .find(caller.organization(), id)
        .orElseThrow(() -> Refusals.notFound("prebuildId: there is no prebuild " + id));
  }

  private ListPrebuildsResponse list(Call<Caller> call, ListPrebuildsRequest request) {
    Page page = Page.of(pageTokens, "prebuilds", call, request.getPagination());
    Conditions conditions = filtered(page.conditions(), request.getFilter());
    List<Stored<Prebuild>> found =
        store.read(transaction -> transaction.prebuilds().list(conditions, page.limit()));
    return ListPrebuildsResponse.newBuilder()
        .setPagination(page.next(found))
        .addAllPrebuilds(page.messages(found))
        .build();
  }

  private static Conditions filtered(Conditions page, ListPrebuildsRequest.Filter filter) {
    return page.anyOf("project_id", Requests.uuids("filter.projectIds", filter.getProjectIdsList()))
        .anyOf("phase", Requests.limited("filter.phases", filter.getPhasesValueList()))
        .anyOf(
            "triggered_by",
            Requests.limited("filter.triggeredBy", filter.getTriggeredByValueList()))
        .anyOf("creator_id", Requests.uuids("filter.creatorIds", filter.getCreatorIdsList()))
        .anyOf("executor_id", Requests.uuids("filter.executorIds", filter.getExecutorIdsList()));
  }

  private CancelPrebuildResponse cancel(Call<Caller> call, CancelPrebuildRequest request) {
    call.caller().requireWriter();
    UUID id = Requests.uuid("prebuildId", request.getPrebuildId());
    Prebuild cancelled =
        store.write(transaction -> cancel(transaction, find(transaction, call.caller(), id)));
    return CancelPrebuildResponse.newBuilder().setPrebuild(cancelled).build();
  }

  private static Prebuild cancel(Transaction transaction, LeasedPrebuild found) {
    Prebuild prebuild = found.prebuild();
    return switch (PhaseRules.cancel(prebuild.getStatus().getPhase())) {
      case ASKED -> new PrebuildChanges(transaction).cancel(found);
      case NOTHING -> prebuild;
      case REFUSED ->
          throw Refusals.failedPrecondition(
              "prebuildId: prebuild %s is in %s; only one that is under way can be cancelled"
                  .formatted(prebuild.getId(), prebuild.getStatus().getPhase()));
    };
  }

  private DeletePrebuildResponse delete(Call<Caller> call, DeletePrebuildRequest request) {
    call.caller().requireWriter();
    UUID id = Requests.uuid("prebuildId", request.getPrebuildId());
    return store.write(
        transaction -> {
          LeasedPrebuild found = find(transaction, call.caller(), id);
          if (PhaseRules.delete(found.prebuild().getStatus().getPhase())
              == PhaseRules.Effect.ASKED) {
            new PrebuildChanges(transaction).delete(found);
          }
          return DeletePrebuildResponse.getDefaultInstance();
        });
  }

  private CreatePrebuildLogsTokenResponse createLogsToken(
      Call<Caller> call, CreatePrebuildLogsTokenRequest request) {
    call.caller().requireWriter();
    UUID id = Requests.uuid("prebuildId", request.getPrebuildId());
    Prebuild prebuild = store.read(transaction -> find(transaction, call.caller(), id)).prebuild();
    if (PhaseRules.isDeletion(prebuild.getStatus().getPhase())) {
      throw Refusals.failedPrecondition(
          "prebuildId: prebuild %s is in %s; its logs are gone with it"
              .formatted(id, prebuild.getStatus().getPhase()));
    }
    return CreatePrebuildLogsTokenResponse.newBuilder()
        .setAccessToken(logsTokens.sign(id, clock.instant()))
        .build();
  }
}
