package dev.prebuild.agent.controlplane.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the sizes of pools are divided over hosts: evenly, never above what a host can hold, every
 * pool's minimum before any pool's headroom. Each pool goes round the hosts in an order of its own
 * (rendezvous hashing), so that odd instances spread, and a host that comes or goes moves no more
 * than its own part.
 */
public final class PoolShares {
  private PoolShares() {}

  /**
   * A pool to be divided.
   *
   * @param hosts that hold its snapshot or can get it
   */
  public record Demand(String poolId, int minSize, int maxSize, Set<String> hosts) {}

  /** A host's part of a pool: {@code 0 <= min <= max}, {@code 1 <= max}. */
  public record Share(int minSize, int maxSize) {}

  /**
   * Divides.
   *
   * @param pools in the order in which they are served when room is short
   * @param room instances that each host can hold
   * @return by pool, the share of each host that has one
   */
  public static Map<String, Map<String, Share>> divide(
      List<Demand> pools, Map<String, Integer> room) {
    Map<String, Integer> free = new HashMap<>(room);
    HostOrders orders = new HostOrders(room.keySet());
    List<Round> rounds =
        pools.stream()
            .map(
                pool ->
                    new Round(pool, free, orders.of(pool.poolId(), pool.hosts(), pool.maxSize())))
            .toList();
    rounds.forEach(Round::takeMinimum);
    rounds.forEach(Round::takeHeadroom);
    Map<String, Map<String, Share>> shares = new HashMap<>();
    rounds.forEach(round -> shares.put(round.pool.poolId(), round.shares()));
    return shares;
  }

  /** One pool on its way round the hosts. */
  private static final class Round {
    private final Demand pool;
    private final Map<String, Integer> free;
    private final HostOrders.Order order;
    private final Map<String, Integer> minimum = new HashMap<>();
    private final Map<String, Integer> headroom = new HashMap<>();
    private int next;

    Round(Demand pool, Map<String, Integer> free, HostOrders.Order order) {
      this.pool = pool;
      this.free = free;
      this.order = order;
    }

    void takeMinimum() {
      take(pool.minSize(), minimum);
    }

    void takeHeadroom() {
      take(pool.maxSize() - pool.minSize(), headroom);
    }

    private void take(int instances, Map<String, Integer> taken) {
      int full = 0;
      int left = instances;
      while (left > 0 && full < order.size()) {
        String host = order.host(next);
        next = (next + 1) % order.size();
        if (free.getOrDefault(host, 0) > 0) {
          free.merge(host, -1, Integer::sum);
          taken.merge(host, 1, Integer::sum);
          left--;
          full = 0;
        } else {
          full++;
        }
      }
    }

    Map<String, Share> shares() {
      Map<String, Share> shares = new HashMap<>();
      minimum.forEach((host, min) -> shares.put(host, new Share(min, min)));
      headroom.forEach(
          (host, more) -> {
            int min = minimum.getOrDefault(host, 0);
            shares.put(host, new Share(min, min + more));
          });
      return shares;
    }
  }
}
