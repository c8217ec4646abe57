package dev.prebuild.agent.controlplane.rules;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

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
    // Each host's once: there may be a thousand of them, and as many pools.
    Map<String, Long> hashes = new HashMap<>();
    List<Round> rounds =
        pools.stream().map(pool -> new Round(pool, free, ranked(pool, hashes))).toList();
    rounds.forEach(Round::takeMinimum);
    rounds.forEach(Round::takeHeadroom);
    Map<String, Map<String, Share>> shares = new HashMap<>();
    rounds.forEach(round -> shares.put(round.pool.poolId(), round.shares()));
    return shares;
  }

  /** A host on the way round of a pool. */
  private record Ranked(long rank, String host) implements Comparable<Ranked> {
    @Override
    public int compareTo(Ranked other) {
      int byRank = Long.compare(rank, other.rank);
      return byRank == 0 ? host.compareTo(other.host) : byRank;
    }
  }

  private static PriorityQueue<Ranked> ranked(Demand pool, Map<String, Long> hashes) {
    long ofPool = hash(pool.poolId());
    return pool.hosts().stream()
        .map(host -> new Ranked(mix(ofPool ^ hashes.computeIfAbsent(host, PoolShares::hash)), host))
        .collect(Collectors.toCollection(PriorityQueue::new));
  }

  private static long hash(String name) {
    return Hashing.murmur3_128().hashString(name, StandardCharsets.UTF_8).asLong();
  }

  /** The last step of Murmur3: each bit of the result depends on each bit given. */
  private static long mix(long bits) {
    long mixed = bits;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51_afd7_ed55_8ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
    return mixed ^ (mixed >>> 33);
  }

  /** One pool on its way round the hosts. */
  private static final class Round {
    private final Demand pool;
    private final Map<String, Integer> free;
    private final int hosts;

    /** In their order, as far as it was needed; most pools need a few. */
    private final List<String> met = new ArrayList<>();

    private final PriorityQueue<Ranked> ahead;
    private final Map<String, Integer> minimum = new HashMap<>();
    private final Map<String, Integer> headroom = new HashMap<>();
    private int next;

    Round(Demand pool, Map<String, Integer> free, PriorityQueue<Ranked> ahead) {
      this.pool = pool;
      this.free = free;
      this.hosts = ahead.size();
      this.ahead = ahead;
    }

    private String host(int position) {
      while (met.size() <= position) {
        met.add(ahead.remove().host());
      }
      return met.get(position);
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
      while (left > 0 && full < hosts) {
        String host = host(next);
        next = (next + 1) % hosts;
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
      for (String host : met) {
        int min = minimum.getOrDefault(host, 0);
        int max = min + headroom.getOrDefault(host, 0);
        if (max > 0) {
          shares.put(host, new Share(min, max));
        }
      }
      return shares;
    }
  }
}
