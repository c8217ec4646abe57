package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.controlplane.catalog.Catalog;
import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What users, hosts, operators and time may do, at random. Each deed says what it was. */
final class Deeds {
  /**
   * Something that was done.
   *
   * @param isOneThing whether it was one change; several may undo each other, and other settings
   *     are told to every host since they may say what cannot be seen here
   */
  record Deed(String what, boolean isOneThing) {
    private static Deed one(String what) {
      return new Deed(what, true);
    }

    private static Deed several(String what) {
      return new Deed(what, false);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  private static final List<StandaloneSettings> ALL_SETTINGS =
      List.of(
          TestSettings.full(),
          TestSettings.of(
              TestSettings.daily(TestSettings.ONE, 12, TestSettings.SMALL, TestSettings.LARGE),
              TestSettings.project(TestSettings.TWO, TestSettings.SMALL),
              TestSettings.project(TestSettings.THREE)),
          TestSettings.of(
              TestSettings.project(TestSettings.TWO, TestSettings.SMALL, TestSettings.LARGE),
              TestSettings.daily(TestSettings.THREE, 13, TestSettings.LARGE)));

  private final World world;
  private final RandomGenerator random;
  private final List<ActingHost> hosts;

  /** Hosts that nothing is heard of. */
  private final Set<String> away = new HashSet<>();

  Deeds(World world, RandomGenerator random) {
    this.world = world;
    this.random = random;
    this.hosts = Stream.of("a", "b", "c").map(name -> new ActingHost(world, name)).toList();
  }

  Deed next() {
    int dice = random.nextInt(100);
    List<Supplier<Deed>> deeds =
        dice < 40
            ? List.of(this::prebuild, this::cancel, this::delete, this::pool, this::poolEnd)
            : dice < 80
                ? List.of(this::work, this::work, this::workOnPool, this::claimAnything)
                : dice < 94
                    ? List.of(
                        this::hostChanges, this::hostChanges, this::snapshots, this::shortTime)
                    : List.of(this::settings, this::longTime, this::restart, this::goOrCome);
    return pick(deeds).get();
  }

  private <T> T pick(List<T> several) {
    return several.get(random.nextInt(several.size()));
  }

  private <T> Optional<T> any(List<T> several) {
    return several.isEmpty() ? Optional.empty() : Optional.of(pick(several));
  }

  private Optional<Catalog.Pair> pair() {
    Catalog catalog = world.catalog();
    return any(
        catalog.projects().stream().flatMap(project -> catalog.pairs(project).stream()).toList());
  }

  private Deed prebuild() {
    pair()
        .ifPresent(
            pair -> {
              String _ = world.prebuild(pair.project().id(), pair.environmentClass().id());
            });
    return Deed.one("prebuild");
  }

  private Deed cancel() {
    Optional<String> id = any(phase -> PhaseRules.cancel(phase) == PhaseRules.Effect.ASKED);
    id.ifPresent(world::cancel);
    return Deed.one("cancel " + id);
  }

  private Deed delete() {
    Optional<String> id = any(phase -> PhaseRules.delete(phase) == PhaseRules.Effect.ASKED);
    id.ifPresent(world::delete);
    return Deed.one("delete " + id);
  }

  private Optional<String> any(Predicate<PrebuildPhase> inPhase) {
    return any(
        world.prebuilds().stream()
            .filter(leased -> inPhase.test(leased.prebuild().getStatus().getPhase()))
            .map(leased -> leased.prebuild().getId())
            .toList());
  }

  /** A new pool, or other sizes for the one that is there. */
  private Deed pool() {
    int max = random.nextInt(1, 9);
    int min = random.nextInt(max + 1);
    pair()
        .ifPresent(
            pair -> {
              String project = pair.project().id().toString();
              String classId = pair.environmentClass().id().toString();
              Optional<WarmPool> known =
                  world.read(transaction -> transaction.warmPools().findPair(project, classId));
              if (known.isEmpty()) {
                world.pool(pair.project().id(), pair.environmentClass().id(), min, max);
              } else if (!PhaseRules.isLeaving(known.get())) {
                world.resize(known.get().getId(), min, max);
              }
            });
    return Deed.one("pool");
  }

  private Deed poolEnd() {
    if (random.nextInt(3) == 0) {
      any(world.pools()).ifPresent(pool -> world.deletePool(pool.getId()));
    }
    return Deed.one("pool's end");
  }

  private List<ActingHost> present() {
    return hosts.stream().filter(host -> !away.contains(host.name())).toList();
  }

  /** A host moves one of its prebuilds on, or ends it. */
  private Deed work() {
    Optional<ActingHost> host = any(present());
    Optional<String> id =
        host.flatMap(found -> any(List.copyOf(found.view().prebuilds().keySet())));
    id.ifPresent(found -> report(host.orElseThrow(), found, later(world.phase(found))));
    return Deed.one("work on %s of %s".formatted(id, host.map(ActingHost::name)));
  }

  private PrebuildPhase later(PrebuildPhase phase) {
    return pick(List.copyOf(PhaseRules.reportableAfter(phase)));
  }

  /** Any host claims anything, as one does that knows an older state. */
  private Deed claimAnything() {
    ActingHost host = pick(hosts);
    Optional<Prebuild> prebuild =
        any(world.prebuilds().stream().map(leased -> leased.prebuild()).toList());
    prebuild.ifPresent(found -> report(host, found.getId(), pick(List.of(PrebuildPhase.values()))));
    return Deed.one("claim of %s by %s".formatted(prebuild.map(Prebuild::getId), host.name()));
  }

  private static void report(ActingHost host, String id, PrebuildPhase phase) {
    try {
      host.report(id, phase);
    } catch (ConnectException refused) {
      // What may be refused is for others to say; here it must do no harm.
    } catch (IllegalArgumentException unrecognized) {
      // A phase that cannot even be written down.
    }
  }

  private Deed workOnPool() {
    Optional<ActingHost> host = any(present());
    Optional<String> id = host.flatMap(found -> any(List.copyOf(found.view().pools().keySet())));
    if (id.isPresent()) {
      try {
        host.orElseThrow().reportPool(id.get(), pick(List.of(WarmPoolPhase.values())));
      } catch (ConnectException | IllegalArgumentException refused) {
        return Deed.one("refused");
      }
    }
    return Deed.one("work on pool %s of %s".formatted(id, host.map(ActingHost::name)));
  }

  private Deed hostChanges() {
    ActingHost host = pick(hosts);
    switch (random.nextInt(4)) {
      case 0 -> host.cordoned(random.nextInt(3) == 0);
      case 1 -> host.capacity(random.nextInt(4), random.nextInt(12));
      case 2 -> host.canPull(random.nextBoolean());
      default -> {}
    }
    if (!away.contains(host.name())) {
      host.sync();
    }
    return Deed.one("host %s says something".formatted(host.name()));
  }

  private Deed snapshots() {
    ActingHost host = pick(hosts);
    Optional<String> id = any(phase -> phase == PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    switch (random.nextInt(3)) {
      case 0 -> id.ifPresent(host::lose);
      case 1 -> id.ifPresent(host::gain);
      default ->
          id.ifPresent(
              pushed -> {
                host.gain(pushed);
                String _ = host.push(pushed);
              });
    }
    if (!away.contains(host.name())) {
      host.sync();
    }
    return Deed.one("host %s has other snapshots".formatted(host.name()));
  }

  private Deed shortTime() {
    world.pass(Duration.ofSeconds(random.nextInt(600)));
    present().forEach(ActingHost::sync);
    world.reconcile();
    return Deed.several("minutes");
  }

  /** As shortTime, but perhaps days, and perhaps nobody is heard of before it is noticed. */
  private Deed longTime() {
    world.pass(Duration.ofHours(random.nextInt(random.nextInt(4) == 0 ? 800 : 60)));
    if (random.nextBoolean()) {
      present().forEach(ActingHost::sync);
    }
    world.reconcile();
    return Deed.several("days");
  }

  private Deed settings() {
    int number = random.nextInt(ALL_SETTINGS.size());
    world.take(ALL_SETTINGS.get(number));
    return Deed.several("settings " + number);
  }

  private Deed restart() {
    world.restart();
    return Deed.one("restart");
  }

  private Deed goOrCome() {
    ActingHost host = pick(hosts);
    if (!away.remove(host.name())) {
      away.add(host.name());
    }
    return Deed.one("%s goes or comes".formatted(host.name()));
  }

  /** From here on two hosts are well and the third is perhaps gone for good. */
  Deed recover() {
    world.take(TestSettings.full());
    away.removeAll(List.of("a", "b"));
    hosts.forEach(host -> host.cordoned(false).capacity(2, 20));
    present().forEach(ActingHost::sync);
    return Deed.several("settings as in the beginning, and all is well");
  }

  /** Time passes, hosts are heard of and do what they are told. */
  Deed round(Duration time) {
    world.pass(time);
    present().forEach(ActingHost::sync);
    world.reconcile();
    present().forEach(ActingHost::carryOut);
    return Deed.several("round");
  }
}
