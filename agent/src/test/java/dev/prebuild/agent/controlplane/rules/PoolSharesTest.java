package dev.prebuild.agent.controlplane.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.rules.PoolShares.Demand;
import dev.prebuild.agent.controlplane.rules.PoolShares.Share;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PoolSharesTest {
  private static final Set<String> HOSTS =
      IntStream.range(0, 100).mapToObj("host-%d"::formatted).collect(Collectors.toSet());
  private static final List<Demand> POOLS =
      IntStream.range(0, 50).mapToObj(number -> new Demand("pool-" + number, 2, 5, HOSTS)).toList();

  private static Map<String, Integer> room(Set<String> hosts, int each) {
    Map<String, Integer> room = new HashMap<>();
    hosts.forEach(host -> room.put(host, each));
    return room;
  }

  private static int sum(Map<String, Share> shares, ToIntFunction<Share> size) {
    return shares.values().stream().mapToInt(size).sum();
  }

  @Test
  void everyPoolGetsItsSizesWhereThereIsRoom() {
    Map<String, Map<String, Share>> shares = PoolShares.divide(POOLS, room(HOSTS, 100));

    assertThat(shares)
        .hasSize(POOLS.size())
        .allSatisfy(
            (_, ofPool) -> {
              assertThat(sum(ofPool, Share::minSize)).isEqualTo(2);
              assertThat(sum(ofPool, Share::maxSize)).isEqualTo(5);
              assertThat(ofPool).hasSize(5);
            });
  }

  @Test
  void noHostGetsMoreThanItHoldsAndMinimumsComeFirst() {
    Map<String, Map<String, Share>> shares = PoolShares.divide(POOLS, room(HOSTS, 1));

    Map<String, Integer> taken = new HashMap<>();
    shares
        .values()
        .forEach(
            ofPool ->
                ofPool.forEach((host, share) -> taken.merge(host, share.maxSize(), Integer::sum)));
    assertThat(taken.keySet()).isEqualTo(HOSTS);
    assertThat(taken.values()).containsOnly(1);
    assertThat(shares.values())
        .allSatisfy(ofPool -> assertThat(sum(ofPool, Share::minSize)).isEqualTo(2));
  }

  @Test
  void poolsBeginAtDifferentHosts() {
    Set<String> first = new HashSet<>();
    PoolShares.divide(
            POOLS.stream().map(pool -> new Demand(pool.poolId(), 1, 1, HOSTS)).toList(),
            room(HOSTS, 100))
        .values()
        .forEach(ofPool -> first.addAll(ofPool.keySet()));

    assertThat(first).hasSizeGreaterThan(25);
  }

  @Test
  void aHostThatGoesMovesItsOwnPartAlone() {
    Set<String> fewer = new HashSet<>(HOSTS);
    fewer.remove("host-0");
    Map<String, Map<String, Share>> before = PoolShares.divide(POOLS, room(HOSTS, 100));
    Map<String, Map<String, Share>> after =
        PoolShares.divide(
            POOLS.stream().map(pool -> new Demand(pool.poolId(), 2, 5, fewer)).toList(),
            room(fewer, 100));

    before.forEach(
        (pool, shares) -> {
          if (!shares.containsKey("host-0")) {
            assertThat(after.get(pool)).isEqualTo(shares);
          }
        });
  }

  @Test
  void aPoolWithoutHostsGetsNothing() {
    assertThat(PoolShares.divide(List.of(new Demand("pool", 1, 2, Set.of())), Map.of()))
        .containsExactly(Map.entry("pool", Map.of()));
  }
}
