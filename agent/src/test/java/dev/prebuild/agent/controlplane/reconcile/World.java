package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.PoolShares.Share;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.Conditions;
import dev.prebuild.agent.controlplane.store.Database;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.Stored;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildSpec;
import dev.prebuild.config.wire.gitpod.v1.Subject;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A control plane without its calls: a store, a clock that moves when a test says so, and short
 * ways to do what users do. What hosts do is {@link ActingHost}.
 */
final class World implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final Subject USER = Subject.newBuilder().setId(TestSettings.id(0xf1).toString()).build();

  private final Supplier<Database> databases;
  private volatile Instant now = START;
  private Store store;
  private Reconciler reconciler;
  private Catalog catalog;
  private long made;

  /**
   * @param databases opens the one database of this test, as often as asked
   */
  World(Supplier<Database> databases) {
    this.databases = databases;
    this.store = openStore();
    this.reconciler = new Reconciler(store);
    this.catalog = new Catalog(TestSettings.full(), TestSettings.RUNNER);
  }

  /** One more store over the same database, as another process has it. */
  Store openStore() {
    return Store.open(databases.get(), () -> now);
  }

  /** As after a crash: nothing is left but the database. */
  void restart() {
    store.close();
    store = openStore();
    reconciler = new Reconciler(store);
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  void at(String time) {
    now = Instant.parse(time);
  }

  Catalog catalog() {
    return catalog;
  }

  /** Other settings are taken up. */
  void take(StandaloneSettings settings) {
    catalog = new Catalog(settings, TestSettings.RUNNER);
    reconciler.settingsChanged(catalog);
  }

  void reconcile() {
    reconciler.run(catalog);
  }

  <T> T read(Function<Transaction, T> work) {
    return store.read(work);
  }

  <T> T write(Function<Transaction, T> work) {
    return store.write(work);
  }

  private void change(Consumer<Transaction> work) {
    write(
        transaction -> {
          work.accept(transaction);
          return true;
        });
  }

  /** A user's prebuild; returns its id. */
  String prebuild(UUID project, UUID environmentClass) {
    Catalog.Pair pair =
        catalog.pair(TestSettings.ORGANIZATION, project, Optional.of(environmentClass));
    Prebuild prebuild =
        new NewPrebuild(catalog, pair)
            .manual(USER, PrebuildSpec.getDefaultInstance(), Times.of(now)).toBuilder()
                .setId(nextId())
                .build();
    change(transaction -> new PrebuildChanges(transaction).create(prebuild, TestSettings.RUNNER));
    return prebuild.getId();
  }

  /** Not a random one: a walk from a seed must be the same each time. */
  private String nextId() {
    made++;
    return TestSettings.id(0x1_0000 + made).toString();
  }

  void cancel(String id) {
    change(transaction -> new PrebuildChanges(transaction).cancel(find(transaction, id)));
  }

  void delete(String id) {
    change(transaction -> new PrebuildChanges(transaction).delete(find(transaction, id)));
  }

  LeasedPrebuild leased(String id) {
    return read(transaction -> find(transaction, id));
  }

  static LeasedPrebuild find(Transaction transaction, String id) {
    return transaction
        .prebuilds()
        .findOfRunner(TestSettings.RUNNER, UUID.fromString(id))
        .orElseThrow();
  }

  Optional<String> hostOf(String id) {
    return leased(id).host();
  }

  PrebuildPhase phase(String id) {
    return leased(id).prebuild().getStatus().getPhase();
  }

  /** All prebuilds that are known, oldest first. */
  List<LeasedPrebuild> prebuilds() {
    return read(
        transaction ->
            transaction.prebuilds().list(new Conditions(), Integer.MAX_VALUE).reversed().stream()
                .map(stored -> find(transaction, stored.message().getId()))
                .toList());
  }

  /** A user's pool; returns its id. */
  String pool(UUID project, UUID environmentClass, int min, int max) {
    WarmPool.Builder pool = WarmPool.newBuilder().setId(nextId());
    pool.getMetadataBuilder()
        .setOrganizationId(TestSettings.ORGANIZATION.toString())
        .setProjectId(project.toString())
        .setEnvironmentClassId(environmentClass.toString())
        .setRunnerId(TestSettings.RUNNER.toString());
    pool.getSpecBuilder().setSpecVersion(1).setMinSize(min).setMaxSize(max);
    pool.getStatusBuilder().setPhase(WarmPoolPhase.WARM_POOL_PHASE_PENDING).setStatusVersion(1);
    change(
        transaction -> {
          transaction
              .prebuilds()
              .newestCompleted(project.toString(), environmentClass.toString())
              .ifPresent(newest -> pool.getSpecBuilder().setSnapshotId(newest.getId()));
          if (!transaction.warmPools().insert(pool.build())) {
            throw new IllegalStateException("there is such a pool already");
          }
          new PoolChanges(transaction).created(pool.build());
        });
    return pool.getId();
  }

  void resize(String id, int min, int max) {
    change(
        transaction -> {
          WarmPool before = transaction.warmPools().find(id).orElseThrow();
          new PoolChanges(transaction)
              .respecify(
                  before, before.getSpec().toBuilder().setMinSize(min).setMaxSize(max).build());
        });
  }

  /** As the call does: a pool that is leaving already is let go. */
  void deletePool(String id) {
    change(
        transaction ->
            transaction
                .warmPools()
                .find(id)
                .filter(pool -> !PhaseRules.isLeaving(pool))
                .ifPresent(pool -> new PoolChanges(transaction).delete(pool)));
  }

  WarmPool pool(String id) {
    return read(transaction -> transaction.warmPools().find(id).orElseThrow());
  }

  WarmPoolPhase poolPhase(String id) {
    return pool(id).getStatus().getPhase();
  }

  String snapshot(String poolId) {
    return pool(poolId).getSpec().getSnapshotId();
  }

  /** All pools that are known, deleted ones as well. */
  List<WarmPool> pools() {
    return read(
        transaction ->
            transaction.warmPools().list(new Conditions(), Integer.MAX_VALUE).stream()
                .map(Stored::message)
                .toList());
  }

  /** A pool's shares by host. */
  Map<String, Share> shares(String poolId) {
    Map<String, Share> shares = new TreeMap<>();
    read(transaction -> transaction.shares().ofPool(poolId))
        .forEach(
            share -> shares.put(share.host().name(), new Share(share.minSize(), share.maxSize())));
    return shares;
  }

  List<Host> hosts() {
    return read(transaction -> transaction.hosts().of(TestSettings.RUNNER));
  }

  @Override
  public void close() {
    store.close();
  }
}
