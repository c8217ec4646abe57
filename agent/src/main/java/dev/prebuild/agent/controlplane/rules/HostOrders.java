package dev.prebuild.agent.controlplane.rules;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * For each pool an order of the hosts of its own (rendezvous hashing: Thaler and Ravishankar,
 * 1998). There may be a thousand hosts and as many pools, of which each needs a few hosts only: so
 * each host is hashed once, and no more of an order is worked out than is asked for.
 */
final class HostOrders {
  /** The low bits of a key, which tell the host; more than there ever are. */
  private static final int INDEX_BITS = 20;

  private static final long INDEX = (1L << INDEX_BITS) - 1;

  private final List<String> hosts;
  private final long[] hashes;

  /**
   * @param hosts at most 2^20
   */
  HostOrders(Collection<String> hosts) {
    this.hosts = hosts.stream().sorted().toList();
    this.hashes = this.hosts.stream().mapToLong(HostOrders::hash).toArray();
  }

  /** One pool's order. */
  final class Order {
    private final long[] keys;
    private long[] sorted;

    private Order(long[] keys, int soon) {
      this.keys = keys;
      this.sorted = smallest(keys, soon);
    }

    int size() {
      return keys.length;
    }

    /**
     * The host at a place.
     *
     * @param position from 0 to {@code size() - 1}
     */
    String host(int position) {
      if (position >= sorted.length) {
        sorted = keys.clone();
        Arrays.sort(sorted);
      }
      return hosts.get((int) (sorted[position] & INDEX));
    }
  }

  /**
   * The order of those of the hosts that a pool can be on.
   *
   * @param soon how many will likely be asked for
   */
  Order of(String poolId, Set<String> able, int soon) {
    long ofPool = hash(poolId);
    long[] keys = new long[hosts.size()];
    int count = 0;
    for (int index = 0; index < hosts.size(); index++) {
      if (able.contains(hosts.get(index))) {
        keys[count] = (mix(ofPool ^ hashes[index]) & ~INDEX) | index;
        count++;
      }
    }
    return new Order(Arrays.copyOf(keys, count), Math.min(soon, count));
  }

  /** The few smallest in their order, by one pass over all. */
  private static long[] smallest(long[] keys, int few) {
    long[] smallest = new long[few];
    int found = 0;
    for (long key : keys) {
      if (found < few || (few > 0 && key < smallest[few - 1])) {
        int place = found < few ? found : few - 1;
        while (place > 0 && smallest[place - 1] > key) {
          smallest[place] = smallest[place - 1];
          place--;
        }
        smallest[place] = key;
        found = Math.min(found + 1, few);
      }
    }
    return smallest;
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
}
