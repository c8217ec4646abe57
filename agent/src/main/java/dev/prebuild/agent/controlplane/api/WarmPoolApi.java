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
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsResponse;
import dev.prebuild.config.wire.gitpod.v1.PaginationResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolMetadata;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The calls of PrebuildService that are about warm pools. */
public final class WarmPoolApi {
  private final Store store;
  private final Catalog catalog;
  private final UUID runnerId;
  private final InstantSource clock;

  public WarmPoolApi(Store store, Catalog catalog, UUID runnerId, InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.runnerId = runnerId;
    this.clock = clock;
  }

  public void addTo(ConnectService.Builder<Caller> service) {
    service
        .method("CreateWarmPool", CreateWarmPoolRequest.getDefaultInstance(), this::create)
        .method("GetWarmPool", GetWarmPoolRequest.getDefaultInstance(), this::get)
        .method("ListWarmPools", ListWarmPoolsRequest.getDefaultInstance(), this::list);
  }

  private CreateWarmPoolResponse create(Call<Caller> call, CreateWarmPoolRequest request) {
    UUID projectId = Requests.uuid("projectId", request.getProjectId());
    UUID classId = Requests.uuid("environmentClassId", request.getEnvironmentClassId());
    Requests.Sizes sizes = Requests.sizes(request);
    Catalog.Pair pair = catalog.pair(call.caller().organization(), projectId, Optional.of(classId));
    WarmPool pool =
        store.write(
            transaction -> {
              Optional<Prebuild> snapshot =
                  transaction.prebuilds().newestCompleted(projectId.toString(), classId.toString());
              WarmPool created = pool(call.caller(), pair, spec(request, sizes, snapshot));
              if (!transaction.warmPools().insert(created)) {
                throw Refusals.alreadyExists(
                    "project %s has a warm pool for environment class %s already: %s"
                        .formatted(projectId, classId, existing(transaction, projectId, classId)));
              }
              transaction.counters().bumpRevision();
              return created;
            });
    return CreateWarmPoolResponse.newBuilder().setWarmPool(pool).build();
  }

  private static String existing(Transaction transaction, UUID projectId, UUID classId) {
    return transaction
        .warmPools()
        .findPair(projectId.toString(), classId.toString())
        .map(WarmPool::getId)
        .orElse("made at the same time");
  }

  @SuppressWarnings("deprecation") // Older clients read desiredSize back.
  private static WarmPoolSpec spec(
      CreateWarmPoolRequest request, Requests.Sizes sizes, Optional<Prebuild> snapshot) {
    WarmPoolSpec.Builder spec =
        WarmPoolSpec.newBuilder()
            .setSpecVersion(1)
            .setMinSize(sizes.min())
            .setMaxSize(sizes.max())
            .setDesiredSize(request.getDesiredSize());
    snapshot.map(Prebuild::getId).ifPresent(spec::setSnapshotId);
    return spec.build();
  }

  private WarmPool pool(Caller caller, Catalog.Pair pair, WarmPoolSpec spec) {
    Timestamp now = Times.now(clock);
    return WarmPool.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setMetadata(
            WarmPoolMetadata.newBuilder()
                .setOrganizationId(caller.organization().toString())
                .setProjectId(pair.project().id().toString())
                .setEnvironmentClassId(pair.environmentClass().id().toString())
                .setRunnerId(runnerId.toString())
                .setCreatedAt(now)
                .setUpdatedAt(now))
        .setSpec(spec)
        .setStatus(
            WarmPoolStatus.newBuilder()
                .setPhase(WarmPoolPhase.WARM_POOL_PHASE_PENDING)
                .setStatusVersion(1))
        .build();
  }

  private GetWarmPoolResponse get(Call<Caller> call, GetWarmPoolRequest request) {
    UUID id = Requests.uuid("warmPoolId", request.getWarmPoolId());
    return store
        .read(transaction -> transaction.warmPools().find(call.caller().organization(), id))
        .map(pool -> GetWarmPoolResponse.newBuilder().setWarmPool(pool).build())
        .orElseThrow(() -> Refusals.notFound("warmPoolId: there is no warm pool " + id));
  }

  private ListWarmPoolsResponse list(Call<Caller> call, ListWarmPoolsRequest request) {
    Page page = Page.of(request.getPagination(), call.query());
    ListWarmPoolsRequest.Filter filter = request.getFilter();
    Conditions conditions =
        new Conditions()
            .equal("organization_id", call.caller().organization().toString())
            .below("sequence", page.before())
            .anyOf("project_id", Requests.uuids("filter.projectIds", filter.getProjectIdsList()))
            .anyOf(
                "environment_class_id",
                Requests.uuids("filter.environmentClassIds", filter.getEnvironmentClassIdsList()));
    List<Stored<WarmPool>> found =
        store.read(transaction -> transaction.warmPools().list(conditions, page.size() + 1));
    return ListWarmPoolsResponse.newBuilder()
        .setPagination(PaginationResponse.newBuilder().setNextToken(page.nextToken(found)))
        .addAllWarmPools(page.messages(found))
        .build();
  }
}
