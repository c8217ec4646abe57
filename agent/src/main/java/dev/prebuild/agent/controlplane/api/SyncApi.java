package dev.prebuild.agent.controlplane.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.prebuild.agent.connect.Call;
import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.connect.ConnectService;
import dev.prebuild.agent.controlplane.catalog.Assignments;
import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.reconcile.HostChanges;
import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.agent.controlplane.rules.Requests;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.config.spec.SnapshotReference;
import dev.prebuild.config.wire.runner.v1.HeldSnapshots;
import dev.prebuild.config.wire.runner.v1.HostState;
import dev.prebuild.config.wire.runner.v1.SyncRequest;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What an agent is to do: the long poll of RunnerService, which is its sign of life as well. */
public final class SyncApi {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** In parts of the lease: a host that waits, or is not noted afresh, must never seem silent. */
  private static final int WAITS_PER_LEASE = 3;

  private static final int MOST_SNAPSHOTS = 10_000;
  private static final int LARGEST_CAPACITY = 100_000;

  private final Store store;
  private final Supplier<Catalog> catalog;
  private final ByteString logsTokenKey;
  private final InstantSource clock;

  /**
   * @param logsTokenKey verifies logs tokens: X.509 SubjectPublicKeyInfo
   */
  public SyncApi(
      Store store, Supplier<Catalog> catalog, ByteString logsTokenKey, InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.logsTokenKey = logsTokenKey;
    this.clock = clock;
  }

  public void addTo(ConnectService.Builder<Caller> service) {
    service.method("Sync", SyncRequest.getDefaultInstance(), this::sync);
  }

  private SyncResponse sync(Call<Caller> call, SyncRequest request) throws InterruptedException {
    UUID runnerId = Runners.of(call.caller());
    if (!Requests.uuid("runnerId", request.getRunnerId()).equals(runnerId)) {
      throw new ConnectException(
          ConnectCode.PERMISSION_DENIED, "runnerId: this token is not that runner's");
    }
    Host.Key host = new Host.Key(runnerId, Requests.hostName("host", request.getHost()));
    Duration wait = wait(call, request);
    long revision =
        request.hasState() ? heard(statement(host, request.getState())) : revision(host);
    if (!store.awaitNews(host, revision, request.getKnownRevision(), wait)) {
      throw new ConnectException(
          ConnectCode.UNAVAILABLE, "the control plane is shutting down; try again");
    }
    return desiredState(host);
  }

  /** No longer than the agent waits itself: its thread is of no use to anybody afterwards. */
  private Duration wait(Call<Caller> call, SyncRequest request) {
    var wait = request.getWait();
    if (!Durations.isValid(wait) || Durations.isNegative(wait)) {
      throw Refusals.invalid("wait must be a duration of at least 0s");
    }
    Duration asked = Duration.ofSeconds(wait.getSeconds(), wait.getNanos());
    Duration longest = shorter(LONGEST_WAIT, catalog.get().lease().dividedBy(WAITS_PER_LEASE));
    return call.deadline().shorten(shorter(asked, longest), clock.instant());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static HostChanges.Statement statement(Host.Key host, HostState state) {
    return new HostChanges.Statement(
        host,
        new Host.Capacity(
            capacity("state.prebuildCapacity", state.getPrebuildCapacity()),
            capacity("state.instanceCapacity", state.getInstanceCapacity()),
            state.getCanPull()),
        state.getCordoned(),
        state.hasSnapshots() ? Optional.of(held(state.getSnapshots())) : Optional.empty());
  }

  private static HostChanges.Held held(HeldSnapshots held) {
    Set<String> ids = snapshots(held.getIdsList());
    return new HostChanges.Held(ids, references(held.getReferencesMap(), ids));
  }

  private static int capacity(String field, int value) {
    if (value < 0 || value > LARGEST_CAPACITY) {
      throw Refusals.invalid(
          "%s must be 0 to %d, got %d".formatted(field, LARGEST_CAPACITY, value));
    }
    return value;
  }

  private static Set<String> snapshots(List<String> ids) {
    if (ids.size() > MOST_SNAPSHOTS) {
      throw Refusals.invalid(
          "state.snapshots.ids must have at most %d values, got %d"
              .formatted(MOST_SNAPSHOTS, ids.size()));
    }
    return ids.stream()
        .map(id -> Requests.uuid("state.snapshots.ids", id).toString())
        .collect(Collectors.toSet());
  }

  private static Map<String, String> references(Map<String, String> named, Set<String> held) {
    Map<String, String> references = new HashMap<>();
    named.forEach(
        (key, value) -> {
          String id = Requests.uuid("state.snapshots.references", key).toString();
          if (!held.contains(id)) {
            throw Refusals.invalid(
                "state.snapshots.references must be of snapshots in state.snapshots.ids; %s is not"
                    .formatted(id));
          }
          references.put(id, reference(value));
        });
    return references;
  }

  private static String reference(String value) {
    try {
      return SnapshotReference.parse(value).toString();
    } catch (IllegalArgumentException e) {
      throw Refusals.invalid("state.snapshots.references: " + e.getMessage());
    }
  }

  /** A sign of life that says nothing new is written down now and then only. */
  private long heard(HostChanges.Statement said) {
    Duration freshness = catalog.get().lease().dividedBy(2L * WAITS_PER_LEASE);
    Optional<Host> known =
        store.read(
            transaction ->
                transaction
                    .hosts()
                    .find(said.key())
                    .filter(host -> !HostChanges.isNews(transaction, host, said, freshness)));
    return known
        .map(Host::revision)
        .orElseGet(() -> store.write(transaction -> new HostChanges(transaction).heard(said)));
  }

  private long revision(Host.Key host) {
    return store
        .read(transaction -> transaction.hosts().find(host))
        .map(Host::revision)
        .orElseThrow(
            () -> Refusals.notFound("host: nothing was ever heard of host " + host.name()));
  }

  private SyncResponse desiredState(Host.Key key) {
    Assignments assignments = new Assignments(catalog.get());
    Wanted wanted =
        store.read(
            transaction ->
                new Wanted(
                    transaction.hosts().find(key).map(Host::revision).orElse(0L),
                    transaction.prebuilds().leasedTo(key),
                    new HostChanges(transaction).pools(key),
                    transaction.heldSnapshots().deleted(key)));
    return SyncResponse.newBuilder()
        .setRevision(wanted.revision())
        .addAllPrebuilds(
            wanted.prebuilds().stream().map(leased -> assignments.of(leased.prebuild())).toList())
        .addAllWarmPools(
            wanted.pools().stream()
                .map(shared -> assignments.of(shared.pool(), shared.share(), shared.reference()))
                .toList())
        .setLogsTokenKey(logsTokenKey)
        .addAllDeletedSnapshots(wanted.deletedSnapshots())
        .addAllEnvironmentClasses(assignments.classesOf(key.runnerId()))
        .build();
  }

  private record Wanted(
      long revision,
      List<LeasedPrebuild> prebuilds,
      List<HostChanges.SharedPool> pools,
      List<String> deletedSnapshots) {}
}
