package dev.prebuild.agent.controlplane.api;

import com.google.protobuf.Timestamp;
import dev.prebuild.agent.connect.Call;
import dev.prebuild.agent.connect.ConnectService;
import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.reconcile.PoolChanges;
import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.PoolSizes;
import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.agent.controlplane.rules.Requests;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.Conditions;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.Stored;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.DeleteWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.DeleteWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolMetadata;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The calls of PrebuildService that are about warm pools. */
public final class WarmPoolApi {
  private final Store store;
  private final Supplier<Catalog> catalog;
  private final PageTokens pageTokens;
  private final InstantSource clock;

  /**
   * @param catalog what the settings list now
   */
  public WarmPoolApi(
      Store store, Supplier<Catalog> catalog, PageTokens pageTokens, InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.pageTokens = pageTokens;
    this.clock = clock;
  }

  public void addTo(ConnectService.Builder<Caller> service, ChangeListener listener) {
    Told told = new Told(listener);
    service
        .method(
            "CreateWarmPool",
            CreateWarmPoolRequest.getDefaultInstance(),
            told.of("pool created", this::create, (_, answer) -> answer.getWarmPool().getId()))
        .method("GetWarmPool", GetWarmPoolRequest.getDefaultInstance(), this::get)
        .method("ListWarmPools", ListWarmPoolsRequest.getDefaultInstance(), this::list)
        .method(
            "UpdateWarmPool",
            UpdateWarmPoolRequest.getDefaultInstance(),
            told.of("pool changed", this::update, (request, _) -> request.getWarmPoolId()))
        .method(
            "DeleteWarmPool",
            DeleteWarmPoolRequest.getDefaultInstance(),
            told.of("pool deleted", this::delete, (request, _) -> request.getWarmPoolId()));
  }

  private CreateWarmPoolResponse create(Call<Caller> call, CreateWarmPoolRequest request) {
    call.caller().requireWriter();
    UUID projectId = Requests.uuid("projectId", request.getProjectId());
    UUID classId = Requests.uuid("environmentClassId", request.getEnvironmentClassId());
    PoolSizes sizes = PoolSizes.of(request);
    return store.write(
        transaction -> {
          // Looked up in here: else the settings could drop the class meanwhile, and nobody would
          // delete this pool.
          Catalog current = catalog.get();
          Catalog.Pair pair =
              current.pair(call.caller().organization(), projectId, Optional.of(classId));
          UUID runnerId = current.runnerOf(pair.environmentClass());
          Optional<Prebuild> snapshot =
              transaction.prebuilds().newestCompleted(projectId.toString(), classId.toString());
          WarmPool pool = pool(call.caller(), pair, runnerId, spec(request, sizes, snapshot));
          if (!transaction.warmPools().insert(pool)) {
            throw Refusals.alreadyExists(
                "project %s has a warm pool for environment class %s already: %s"
                    .formatted(projectId, classId, existing(transaction, projectId, classId)));
          }
          WarmPool created = new PoolChanges(transaction).created(pool);
          return CreateWarmPoolResponse.newBuilder().setWarmPool(created).build();
        });
  }

  private static String existing(Transaction transaction, UUID projectId, UUID classId) {
    return transaction
        .warmPools()
        .findPair(projectId.toString(), classId.toString())
        .map(WarmPool::getId)
        .orElseThrow();
  }

  @SuppressWarnings("deprecation") // Older clients read desiredSize back.
  private static WarmPoolSpec spec(
      CreateWarmPoolRequest request, PoolSizes sizes, Optional<Prebuild> snapshot) {
    WarmPoolSpec.Builder spec =
        WarmPoolSpec.newBuilder()
            .setSpecVersion(1)
            .setMinSize(sizes.min())
            .setMaxSize(sizes.max())
            .setDesiredSize(request.getDesiredSize());
    snapshot.map(Prebuild::getId).ifPresent(spec::setSnapshotId);
    return spec.build();
  }

  private WarmPool pool(Caller caller, Catalog.Pair pair, UUID runnerId, WarmPoolSpec spec) {
    Timestamp now = Times.of(clock.instant());
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
    WarmPool found = store.read(transaction -> find(transaction, call.caller(), id));
    return GetWarmPoolResponse.newBuilder().setWarmPool(found).build();
  }

  private static WarmPool find(Transaction transaction, Caller caller, UUID id) {
    return transaction
        .warmPools()
        .find(caller.organization(), id)
        .orElseThrow(() -> Refusals.notFound("warmPoolId: there is no warm pool " + id));
  }

  private ListWarmPoolsResponse list(Call<Caller> call, ListWarmPoolsRequest request) {
    Page page = Page.of(pageTokens, "warm pools", call, request.getPagination());
    ListWarmPoolsRequest.Filter filter = request.getFilter();
    Conditions conditions =
        page.conditions()
            .anyOf("project_id", Requests.uuids("filter.projectIds", filter.getProjectIdsList()))
            .anyOf(
                "environment_class_id",
                Requests.uuids("filter.environmentClassIds", filter.getEnvironmentClassIdsList()));
    List<Stored<WarmPool>> found =
        store.read(transaction -> transaction.warmPools().list(conditions, page.limit()));
    return ListWarmPoolsResponse.newBuilder()
        .setPagination(page.next(found))
        .addAllWarmPools(page.messages(found))
        .build();
  }

  private UpdateWarmPoolResponse update(Call<Caller> call, UpdateWarmPoolRequest request) {
    call.caller().requireWriter();
    UUID id = Requests.uuid("warmPoolId", request.getWarmPoolId());
    WarmPool updated =
        store.write(
            transaction -> update(transaction, find(transaction, call.caller(), id), request));
    return UpdateWarmPoolResponse.newBuilder().setWarmPool(updated).build();
  }

  @SuppressWarnings("deprecation") // Older clients read desiredSize back.
  private static WarmPool update(
      Transaction transaction, WarmPool found, UpdateWarmPoolRequest request) {
    if (PhaseRules.isLeaving(found)) {
      throw Refusals.failedPrecondition(
          "warmPoolId: warm pool %s is in %s; it cannot be changed any more"
              .formatted(found.getId(), found.getStatus().getPhase()));
    }
    WarmPoolSpec spec = found.getSpec();
    PoolSizes sizes = new PoolSizes(spec.getMinSize(), spec.getMaxSize()).after(request);
    WarmPoolSpec.Builder changed = spec.toBuilder().setMinSize(sizes.min()).setMaxSize(sizes.max());
    if (request.hasDesiredSize()) {
      changed.setDesiredSize(request.getDesiredSize());
    }
    return changed.build().equals(spec)
        ? found
        : new PoolChanges(transaction).respecify(found, changed.build());
  }

  private DeleteWarmPoolResponse delete(Call<Caller> call, DeleteWarmPoolRequest request) {
    call.caller().requireWriter();
    UUID id = Requests.uuid("warmPoolId", request.getWarmPoolId());
    return store.write(
        transaction -> {
          WarmPool found = find(transaction, call.caller(), id);
          if (!PhaseRules.isLeaving(found)) {
            new PoolChanges(transaction).delete(found);
          }
          return DeleteWarmPoolResponse.getDefaultInstance();
        });
  }
}
