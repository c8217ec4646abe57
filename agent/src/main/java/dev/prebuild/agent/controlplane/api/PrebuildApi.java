package dev.prebuild.agent.controlplane.api;

import com.google.protobuf.Timestamp;
import dev.prebuild.agent.connect.Call;
import dev.prebuild.agent.connect.ConnectService;
import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.agent.controlplane.rules.Requests;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.Conditions;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.Stored;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsResponse;
import dev.prebuild.config.wire.gitpod.v1.PaginationResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildMetadata;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildSpec;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.PrebuildTrigger;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The calls of PrebuildService that are about prebuilds. */
public final class PrebuildApi {
  private final Store store;
  private final Catalog catalog;
  private final UUID runnerId;
  private final InstantSource clock;

  public PrebuildApi(Store store, Catalog catalog, UUID runnerId, InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.runnerId = runnerId;
    this.clock = clock;
  }

  public void addTo(ConnectService.Builder<Caller> service) {
    service
        .method("CreatePrebuild", CreatePrebuildRequest.getDefaultInstance(), this::create)
        .method("GetPrebuild", GetPrebuildRequest.getDefaultInstance(), this::get)
        .method("ListPrebuilds", ListPrebuildsRequest.getDefaultInstance(), this::list);
  }

  private CreatePrebuildResponse create(Call<Caller> call, CreatePrebuildRequest request) {
    UUID projectId = Requests.uuid("projectId", request.getProjectId());
    Optional<UUID> classId =
        Requests.optionalUuid(
            "environmentClassId", request.hasEnvironmentClassId(), request.getEnvironmentClassId());
    PrebuildSpec spec =
        PrebuildSpec.newBuilder()
            .setSpecVersion(1)
            .setDesiredPhase(Requests.desiredPhase(request.getSpec()))
            .setTimeout(Requests.timeout(request.getSpec()))
            .build();
    Catalog.Pair pair = catalog.pair(call.caller().organization(), projectId, classId);
    Prebuild prebuild = prebuild(call.caller(), pair, spec);
    store.write(
        transaction -> {
          transaction.prebuilds().insert(prebuild, runnerId);
          transaction.counters().bumpRevision();
          return prebuild;
        });
    return CreatePrebuildResponse.newBuilder().setPrebuild(prebuild).build();
  }

  private Prebuild prebuild(Caller caller, Catalog.Pair pair, PrebuildSpec spec) {
    Timestamp now = Times.now(clock);
    return Prebuild.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setMetadata(
            PrebuildMetadata.newBuilder()
                .setOrganizationId(caller.organization().toString())
                .setProjectId(pair.project().id().toString())
                .setEnvironmentClassId(pair.environmentClass().id().toString())
                .setCreator(caller.subject())
                .setExecutor(caller.subject())
                .setCreatedAt(now)
                .setUpdatedAt(now)
                .setTriggeredBy(PrebuildTrigger.PREBUILD_TRIGGER_MANUAL))
        .setSpec(spec)
        .setStatus(
            PrebuildStatus.newBuilder()
                .setPhase(PrebuildPhase.PREBUILD_PHASE_PENDING)
                .setStatusVersion(1))
        .build();
  }

  private GetPrebuildResponse get(Call<Caller> call, GetPrebuildRequest request) {
    UUID id = Requests.uuid("prebuildId", request.getPrebuildId());
    return store
        .read(transaction -> transaction.prebuilds().find(call.caller().organization(), id))
        .map(prebuild -> GetPrebuildResponse.newBuilder().setPrebuild(prebuild).build())
        .orElseThrow(() -> Refusals.notFound("prebuildId: there is no prebuild " + id));
  }

  private ListPrebuildsResponse list(Call<Caller> call, ListPrebuildsRequest request) {
    Page page = Page.of(request.getPagination(), call.query());
    Conditions conditions = conditions(call.caller(), page, request.getFilter());
    List<Stored<Prebuild>> found =
        store.read(transaction -> transaction.prebuilds().list(conditions, page.size() + 1));
    return ListPrebuildsResponse.newBuilder()
        .setPagination(PaginationResponse.newBuilder().setNextToken(page.nextToken(found)))
        .addAllPrebuilds(page.messages(found))
        .build();
  }

  private static Conditions conditions(
      Caller caller, Page page, ListPrebuildsRequest.Filter filter) {
    return new Conditions()
        .equal("organization_id", caller.organization().toString())
        .below("sequence", page.before())
        .anyOf("project_id", Requests.uuids("filter.projectIds", filter.getProjectIdsList()))
        .anyOf("phase", Requests.limited("filter.phases", filter.getPhasesValueList()))
        .anyOf(
            "triggered_by",
            Requests.limited("filter.triggeredBy", filter.getTriggeredByValueList()))
        .anyOf("creator_id", Requests.uuids("filter.creatorIds", filter.getCreatorIdsList()))
        .anyOf("executor_id", Requests.uuids("filter.executorIds", filter.getExecutorIdsList()));
  }
}
