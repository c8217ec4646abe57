package dev.prebuild.agent.bench;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.prebuild.agent.controlplane.reconcile.PoolChanges;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildMetadata;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildSpec;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.PrebuildTrigger;
import dev.prebuild.config.wire.gitpod.v1.Principal;
import dev.prebuild.config.wire.gitpod.v1.Subject;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolMetadata;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a large control plane holds: prebuilds, most of them over, a pool for each project and class
 * and the hosts of one runner. The runner is not the agent's own, so that no engine is bothered.
 *
 * <p>Put into the store directly: by calls and reports it would be some 40,000 commits, each with a
 * wait for the disk, which is minutes.
 */
record Stock(UUID runner, List<UUID> projects, List<UUID> classes, List<UUID> prebuilds) {
  static final int HOSTS = 1_000;
  static final String RUNNER_TOKEN = "crowd";
  private static final UUID ORGANIZATION = new UUID(0, 1);
  private static final int PREBUILDS = 10_000;

  /** The newest: leased to a host each, and running or about to. */
  private static final int UNDER_WAY = 600;

  private static final int HELD = 10;
  private static final Host.Capacity CAPACITY = new Host.Capacity(4, 10, true);
  private static final Duration AGE = Duration.ofDays(5);
  private static final int AT_ONCE = 1_000;

  static Stock make() {
    return new Stock(UUID.randomUUID(), ids(25), ids(20), ids(PREBUILDS));
  }

  private static List<UUID> ids(int number) {
    return Stream.generate(UUID::randomUUID).limit(number).toList();
  }

  int pools() {
    return projects.size() * classes.size();
  }

  /** The section {@code standalone} of the settings. */
  Map<String, Object> settings(Optional<DatabaseSettings> database) {
    Map<String, Object> section = new HashMap<>();
    section.put("organizationId", ORGANIZATION);
    section.put("environmentClasses", classes.stream().map(this::environmentClass).toList());
    section.put("projects", projects.stream().map(this::project).toList());
    section.put(
        "tokens",
        List.of(
            Map.of("name", "user", "scope", "USER"),
            Map.of("name", RUNNER_TOKEN, "scope", "RUNNER", "runnerId", runner)));
    // So that no host falls silent before its turn comes.
    section.put("lease", "10m");
    database.ifPresent(
        named ->
            section.put(
                "database",
                Map.of(
                    "url", named.url(),
                    "user", named.user().orElseThrow(),
                    "passwordFile", named.passwordFile().orElseThrow().toString())));
    return section;
  }

  private Map<String, Object> environmentClass(UUID id) {
    return Map.of("id", id, "name", "class", "image", "debian:13", "runnerId", runner);
  }

  private Map<String, Object> project(UUID id) {
    return Map.of(
        "id",
        id,
        "name",
        "project",
        "repository",
        "https://git.example/project.git",
        "defaultClassId",
        classes.getFirst(),
        "prebuildClassIds",
        classes,
        "tasks",
        List.of(Map.of("name", "build", "command", "make")));
  }

  static String host(int number) {
    return "host-" + number;
  }

  /** What a host says of itself in a sign of life, as JSON; nothing that is not in the store. */
  String state(int number) {
    return """
        {"prebuildCapacity": %d, "instanceCapacity": %d, "canPull": true, "snapshots": {"ids": [%s], "references": {%s}}}"""
        .formatted(
            CAPACITY.prebuilds(),
            CAPACITY.instances(),
            String.join(", ", held(number).map("\"%s\""::formatted).toList()),
            String.join(
                ", ",
                held(number).map(id -> "\"%s\": \"%s\"".formatted(id, reference(id))).toList()));
  }

  private static String reference(String id) {
    return "registry.example/snapshots@sha256:" + id.replace("-", "").repeat(2);
  }

  private Stream<String> held(int host) {
    return IntStream.range(host * HELD, (host + 1) * HELD)
        .filter(number -> phase(number) == PrebuildPhase.PREBUILD_PHASE_COMPLETED)
        .mapToObj(number -> prebuilds.get(number).toString());
  }

  /** Puts it all into an empty store. */
  void fill(Store store) {
    for (int first = 0; first < PREBUILDS; first += AT_ONCE) {
      int from = first;
      write(
          store,
          transaction ->
              IntStream.range(from, from + AT_ONCE).forEach(number -> add(transaction, number)));
    }
    write(store, this::addHostsAndPools);
  }

  private static void write(Store store, Consumer<Transaction> work) {
    boolean _ =
        store.write(
            transaction -> {
              work.accept(transaction);
              return true;
            });
  }

  private void addHostsAndPools(Transaction transaction) {
    for (int number = 0; number < HOSTS; number++) {
      Host.Key key = new Host.Key(runner, host(number));
      transaction.hosts().put(new Host(key, CAPACITY, false, false, transaction.now(), 1));
      held(number).forEach(id -> transaction.heldSnapshots().add(key, id));
      Set<String> _ =
          transaction
              .snapshotReferences()
              .note(runner, held(number).collect(Collectors.toMap(id -> id, Stock::reference)));
    }
    for (int pair = 0; pair < pools(); pair++) {
      boolean _ = transaction.warmPools().insert(pool(transaction.now(), pair));
    }
    new PoolChanges(transaction).divideAnew(runner);
  }

  private void add(Transaction transaction, int number) {
    Prebuild prebuild = prebuild(transaction.now(), number);
    transaction.prebuilds().insert(prebuild, runner);
    LeasedPrebuild waiting = new LeasedPrebuild(prebuild, runner, Optional.empty());
    String host = host(isOver(number) ? number / HELD : number % HOSTS);
    transaction.prebuilds().update(waiting, waiting.leasedTo(Optional.of(host)));
  }

  private static boolean isOver(int number) {
    return number < PREBUILDS - UNDER_WAY;
  }

  /** One round in four over all projects and classes has failed, not the newest. */
  private PrebuildPhase phase(int number) {
    if (isOver(number)) {
      return number / pools() % 4 == 3
          ? PrebuildPhase.PREBUILD_PHASE_FAILED
          : PrebuildPhase.PREBUILD_PHASE_COMPLETED;
    }
    return number % 2 == 0
        ? PrebuildPhase.PREBUILD_PHASE_RUNNING
        : PrebuildPhase.PREBUILD_PHASE_PENDING;
  }

  private Prebuild prebuild(Instant now, int number) {
    Timestamp created = time(now.minus(AGE.multipliedBy(PREBUILDS - number).dividedBy(PREBUILDS)));
    Subject creator =
        Subject.newBuilder()
            .setId(ORGANIZATION.toString())
            .setPrincipal(Principal.PRINCIPAL_USER)
            .build();
    PrebuildStatus.Builder status =
        PrebuildStatus.newBuilder().setPhase(phase(number)).setStatusVersion(4);
    if (isOver(number)) {
      status.setCompletionTime(created).setSnapshotSizeBytes(500_000_000);
    }
    return Prebuild.newBuilder()
        .setId(prebuilds.get(number).toString())
        .setMetadata(
            PrebuildMetadata.newBuilder()
                .setOrganizationId(ORGANIZATION.toString())
                .setProjectId(projectOf(number).toString())
                .setEnvironmentClassId(classOf(number).toString())
                .setCreator(creator)
                .setExecutor(creator)
                .setCreatedAt(created)
                .setUpdatedAt(created)
                .setTriggeredBy(PrebuildTrigger.PREBUILD_TRIGGER_MANUAL))
        .setSpec(PrebuildSpec.newBuilder().setSpecVersion(1).setTimeout(Durations.fromHours(1)))
        .setStatus(status)
        .build();
  }

  /** Of a prebuild or a pool, by its number. */
  UUID projectOf(int number) {
    return projects.get(number % projects.size());
  }

  UUID classOf(int number) {
    return classes.get(number / projects.size() % classes.size());
  }

  /** A pool has the id of its snapshot, which is as good as any. */
  UUID poolId(int pair) {
    int newest =
        IntStream.iterate(PREBUILDS - pools() + pair, number -> number - pools())
            .filter(number -> phase(number) == PrebuildPhase.PREBUILD_PHASE_COMPLETED)
            .findFirst()
            .orElseThrow();
    return prebuilds.get(newest);
  }

  private WarmPool pool(Instant now, int pair) {
    String id = poolId(pair).toString();
    return WarmPool.newBuilder()
        .setId(id)
        .setMetadata(
            WarmPoolMetadata.newBuilder()
                .setOrganizationId(ORGANIZATION.toString())
                .setProjectId(projectOf(pair).toString())
                .setEnvironmentClassId(classOf(pair).toString())
                .setRunnerId(runner.toString())
                .setCreatedAt(time(now))
                .setUpdatedAt(time(now)))
        .setSpec(
            WarmPoolSpec.newBuilder()
                .setSpecVersion(1)
                .setSnapshotId(id)
                .setMinSize(1)
                .setMaxSize(2))
        .setStatus(
            WarmPoolStatus.newBuilder()
                .setPhase(WarmPoolPhase.WARM_POOL_PHASE_PENDING)
                .setStatusVersion(1))
        .build();
  }

  private static Timestamp time(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
  }
}
