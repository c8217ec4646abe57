package dev.prebuild.agent.controlplane.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.rules.PoolShares.Demand;
import dev.prebuild.agent.controlplane.rules.PoolShares.Share;
import dev.prebuild.agent.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every division. */
final class PoolSharesPropertyTest {
  private static final int SITUATIONS = 5_000;
  private static final int MOST_POOLS = 6;
  private static final int LARGEST_POOL = 20;

  /** Pools and room, and how they were divided. */
  private record Divided(
      List<Demand> pools, Map<String, Integer> room, Map<String, Map<String, Share>> shares) {

    static Divided of(List<Demand> pools, Map<String, Integer> room) {
      return new Divided(pools, room, PoolShares.divide(pools, room));
    }

    /** Room for anything, or so little that pools compete for it. */
    static Divided random(RandomGenerator random, boolean isRoomy) {
      int least = isRoomy ? MOST_POOLS * LARGEST_POOL : -1;
      Map<String, Integer> room = new HashMap<>();
      int hosts = random.nextInt(1, 6);
      IntStream.range(0, hosts)
          .forEach(number -> room.put("h" + number, least + random.nextInt(30)));
      return of(
          IntStream.range(0, random.nextInt(1, MOST_POOLS))
              .mapToObj(number -> demand(random, "p" + random.nextInt(1000) + number, room))
              .toList(),
          room);
    }

    static Demand demand(RandomGenerator random, String id, Map<String, Integer> room) {
      int max = random.nextInt(1, LARGEST_POOL + 1);
      Set<String> hosts = new HashSet<>(room.keySet());
      hosts.removeIf(_ -> random.nextInt(4) == 0);
      return new Demand(id, random.nextInt(max + 1), max, hosts);
    }

    Map<String, Share> of(Demand pool) {
      return shares.getOrDefault(pool.poolId(), Map.of());
    }

    int sum(Demand pool, ToIntFunction<Share> size) {
      return of(pool).values().stream().mapToInt(size).sum();
    }

    int used(String host, ToIntFunction<Share> size) {
      return shares.values().stream()
          .filter(shared -> shared.containsKey(host))
          .mapToInt(shared -> size.applyAsInt(shared.getOrDefault(host, NONE)))
          .sum();
    }

    int room(String host) {
      return Math.max(0, room.getOrDefault(host, 0));
    }
  }

  private static final Share NONE = new Share(0, 0);

  @Test
  void noShareIsLargerThanItsPoolOrItsHost() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Divided divided = Divided.random(random, false);
          for (Demand pool : divided.pools()) {
            assertThat(divided.sum(pool, Share::minSize)).isLessThanOrEqualTo(pool.minSize());
            assertThat(divided.sum(pool, Share::maxSize)).isLessThanOrEqualTo(pool.maxSize());
            assertThat(divided.of(pool).keySet()).isSubsetOf(pool.hosts());
            assertThat(divided.of(pool).values())
                .allMatch(share -> share.minSize() >= 0)
                .allMatch(share -> share.minSize() <= share.maxSize())
                .allMatch(share -> share.maxSize() >= 1);
          }
          for (String host : divided.room().keySet()) {
            assertThat(divided.used(host, Share::maxSize)).isLessThanOrEqualTo(divided.room(host));
          }
        });
  }

  /**
   * What a pool lacks, no host of it could have given: for its minimum, they are full of minima;
   * for its headroom, they are full.
   */
  @Test
  void noRoomIsLeftWhileAPoolLacksItAndNoHeadroomWhileOneLacksItsMinimum() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Divided divided = Divided.random(random, false);
          for (Demand pool : divided.pools()) {
            for (String host : pool.hosts()) {
              if (divided.sum(pool, Share::minSize) < pool.minSize()) {
                assertThat(divided.used(host, Share::minSize)).isEqualTo(divided.room(host));
              }
              if (divided.sum(pool, Share::maxSize) < pool.maxSize()) {
                assertThat(divided.used(host, Share::maxSize)).isEqualTo(divided.room(host));
              }
            }
          }
        });
  }

  @Test
  void withRoomAllIsGivenAndEvenly() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Divided divided = Divided.random(random, true);
          for (Demand pool : divided.pools()) {
            if (!pool.hosts().isEmpty()) {
              assertThat(divided.sum(pool, Share::minSize)).isEqualTo(pool.minSize());
              assertThat(divided.sum(pool, Share::maxSize)).isEqualTo(pool.maxSize());
              assertEven(divided, pool, Share::minSize);
              assertEven(divided, pool, Share::maxSize);
            }
          }
        });
  }

  private static void assertEven(Divided divided, Demand pool, ToIntFunction<Share> size) {
    var sizes =
        pool.hosts().stream()
            .mapToInt(host -> size.applyAsInt(divided.of(pool).getOrDefault(host, NONE)))
            .summaryStatistics();
    assertThat(sizes.getMax() - sizes.getMin()).isLessThanOrEqualTo(1);
  }

  /**
   * With room, the others take up exactly what the host had, each of them no less than before: so
   * no more moves than must. The same read backward: a host that comes only takes.
   */
  @Test
  void aHostThatGoesMovesItsOwnPartAlone() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Divided before = Divided.random(random, true);
          String gone = "h" + random.nextInt(before.room().size());
          Map<String, Integer> room = new HashMap<>(before.room());
          room.remove(gone);
          Divided after =
              Divided.of(before.pools().stream().map(pool -> without(pool, gone)).toList(), room);
          for (Demand pool : after.pools()) {
            for (String host : pool.hosts()) {
              Share old = before.of(pool).getOrDefault(host, NONE);
              Share now = after.of(pool).getOrDefault(host, NONE);
              assertThat(now.minSize()).isBetween(old.minSize(), pool.minSize());
              assertThat(now.maxSize()).isBetween(old.maxSize(), pool.maxSize());
            }
            if (!pool.hosts().isEmpty()) {
              assertThat(moved(before, after, pool, Share::minSize))
                  .isEqualTo(before.of(pool).getOrDefault(gone, NONE).minSize());
              assertThat(moved(before, after, pool, Share::maxSize))
                  .isEqualTo(before.of(pool).getOrDefault(gone, NONE).maxSize());
            }
          }
        });
  }

  private static Demand without(Demand pool, String host) {
    Set<String> hosts = new HashSet<>(pool.hosts());
    hosts.remove(host);
    return new Demand(pool.poolId(), pool.minSize(), pool.maxSize(), hosts);
  }

  private static int moved(Divided before, Divided after, Demand pool, ToIntFunction<Share> size) {
    return pool.hosts().stream()
        .mapToInt(
            host ->
                Math.abs(
                    size.applyAsInt(after.of(pool).getOrDefault(host, NONE))
                        - size.applyAsInt(before.of(pool).getOrDefault(host, NONE))))
        .sum();
  }

  @Test
  void withRoomOnePoolMoreChangesNothingOfTheOthers() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Divided before = Divided.random(random, true);
          List<Demand> more = new ArrayList<>(before.pools());
          more.add(
              random.nextInt(more.size() + 1), Divided.demand(random, "another", before.room()));
          Divided after = Divided.of(more, before.room());

          assertThat(before.pools()).allMatch(pool -> after.of(pool).equals(before.of(pool)));
        });
  }

  @Test
  void theSameIsDividedInTheSameWay() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Divided divided = Divided.random(random, random.nextBoolean());
          List<Demand> otherwise =
              divided.pools().stream()
                  .map(
                      pool ->
                          new Demand(
                              pool.poolId(),
                              pool.minSize(),
                              pool.maxSize(),
                              new LinkedHashSet<>(
                                  pool.hosts().stream().sorted().toList().reversed())))
                  .toList();

          assertThat(PoolShares.divide(otherwise, Map.copyOf(divided.room())))
              .isEqualTo(divided.shares());
        });
  }
}
