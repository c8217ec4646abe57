package dev.prebuild.snapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.Seeds;
import dev.prebuild.snapshot.retention.HeldSnapshot.Pair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What holds of every plan, whatever is held and wanted. */
final class RetentionPolicyPropertyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private record Situation(Holdings holdings, Wishes wishes, RetentionLimits limits, long missing) {

    static Situation random(RandomGenerator random) {
      List<HeldSnapshot> snapshots = new ArrayList<>();
      for (int i = random.nextInt(12); i > 0; i--) {
        snapshots.add(
            new HeldSnapshot(
                new UUID(9, i),
                new Pair(new UUID(1, random.nextInt(2)), new UUID(2, random.nextInt(2))),
                NOW.minusSeconds(random.nextInt(-60, 4_000)),
                layers(random, i),
                random.nextInt(4) == 0));
      }
      return new Situation(
          new Holdings(snapshots, random.nextBoolean() ? Set.of("base-0") : Set.of()),
          new Wishes(
              random.nextInt(10) > 0,
              some(snapshots, random),
              some(snapshots, random),
              some(snapshots, random)),
          new RetentionLimits(
              random.nextInt(1, 4),
              Duration.ofSeconds(random.nextInt(60, 5_000)),
              Duration.ofSeconds(600)),
          random.nextInt(-100, 1_000));
    }

    private static List<Layer> layers(RandomGenerator random, int number) {
      List<Layer> layers = new ArrayList<>();
      layers.add(new Layer("base-" + random.nextInt(3), 300));
      if (random.nextInt(5) > 0) {
        layers.add(new Layer("own-" + number, random.nextInt(200)));
      }
      return layers;
    }

    private static Set<UUID> some(List<HeldSnapshot> snapshots, RandomGenerator random) {
      Set<UUID> some = new HashSet<>();
      snapshots.stream()
          .filter(_ -> random.nextInt(6) == 0)
          .forEach(snapshot -> some.add(snapshot.id()));
      return some;
    }

    List<Removal> plan() {
      return RetentionPolicy.plan(holdings, wishes, limits, missing, NOW);
    }

    boolean mayGo(HeldSnapshot snapshot) {
      return wishes.areKnown()
          && !snapshot.isUsed()
          && !wishes.wanted().contains(snapshot.id())
          && !wishes.unfinished().contains(snapshot.id());
    }

    boolean isYoung(HeldSnapshot snapshot) {
      return snapshot.createdAt().plus(limits.grace()).isAfter(NOW);
    }

    boolean isTooOld(HeldSnapshot snapshot) {
      return !snapshot.createdAt().plus(limits.maxAge()).isAfter(NOW);
    }
  }

  @Test
  void everyPlanKeepsTheLaws() {
    Seeds.each(5_000, random -> check(Situation.random(random)));
  }

  private static void check(Situation situation) {
    List<Removal> plan = situation.plan();
    checkEach(situation, plan);
    checkWhatStays(situation, plan);
    checkPressure(situation, plan);
    checkAgain(situation, plan);
  }

  private static void checkEach(Situation situation, List<Removal> plan) {
    assertThat(plan).extracting(removal -> removal.snapshot().id()).doesNotHaveDuplicates();
    for (Removal removal : plan) {
      assertThat(situation.mayGo(removal.snapshot())).as("%s", removal).isTrue();
      switch (removal.reason()) {
        case DELETED -> assertThat(situation.wishes().deleted()).contains(removal.snapshot().id());
        case TOO_OLD -> assertThat(situation.isTooOld(removal.snapshot())).isTrue();
        case SUPERSEDED, DISK_PRESSURE ->
            assertThat(situation.isYoung(removal.snapshot())).as("%s", removal).isFalse();
      }
    }
  }

  /** Whatever may go and is deleted or too old has gone, and at most N of a pair need to stay. */
  private static void checkWhatStays(Situation situation, List<Removal> plan) {
    List<HeldSnapshot> left = left(situation, plan);
    for (HeldSnapshot snapshot : left) {
      if (situation.mayGo(snapshot)) {
        assertThat(situation.wishes().deleted()).doesNotContain(snapshot.id());
        assertThat(situation.isTooOld(snapshot)).as("%s is too old", snapshot).isFalse();
        long newer =
            left.stream()
                .filter(other -> other.pair().equals(snapshot.pair()))
                .filter(other -> !situation.wishes().deleted().contains(other.id()))
                .filter(other -> NEWEST_FIRST.compare(other, snapshot) < 0)
                .count();
        assertThat(newer < situation.limits().keep() || situation.isYoung(snapshot))
            .as("%s, with %d newer ones", snapshot, newer)
            .isTrue();
      }
    }
  }

  private static final Comparator<HeldSnapshot> NEWEST_FIRST =
      Comparator.comparing(HeldSnapshot::createdAt).thenComparing(HeldSnapshot::id).reversed();

  /** No more than it takes, and all that helps if that does not suffice. */
  private static void checkPressure(Situation situation, List<Removal> plan) {
    List<Removal> forRoom =
        plan.stream().filter(removal -> removal.reason() == Reason.DISK_PRESSURE).toList();
    long freed = plan.stream().mapToLong(Removal::freedBytes).sum();
    if (!forRoom.isEmpty()) {
      assertThat(freed - forRoom.getLast().freedBytes())
          .as("without the last one")
          .isLessThan(situation.missing());
      assertThat(plan.subList(plan.size() - forRoom.size(), plan.size())).isEqualTo(forRoom);
    }
    if (freed < situation.missing()) {
      List<HeldSnapshot> left = left(situation, plan);
      List<HeldSnapshot> candidates =
          left.stream()
              .filter(snapshot -> situation.mayGo(snapshot) && !situation.isYoung(snapshot))
              .toList();
      assertThat(
              new FreedBytes(new Holdings(left, situation.holdings().otherLayers()))
                  .useful(candidates))
          .as("what could still go for room")
          .isEmpty();
    }
  }

  /** Once carried out, nothing is left to do; and the same question has the same answer. */
  private static void checkAgain(Situation situation, List<Removal> plan) {
    assertThat(situation.plan()).isEqualTo(plan);
    long freed = plan.stream().mapToLong(Removal::freedBytes).sum();
    assertThat(
            RetentionPolicy.plan(
                new Holdings(left(situation, plan), situation.holdings().otherLayers()),
                situation.wishes(),
                situation.limits(),
                Math.max(0, situation.missing() - freed),
                NOW))
        .isEmpty();
  }

  private static List<HeldSnapshot> left(Situation situation, List<Removal> plan) {
    List<HeldSnapshot> left = new ArrayList<>(situation.holdings().snapshots());
    plan.forEach(removal -> left.remove(removal.snapshot()));
    return left;
  }
}
