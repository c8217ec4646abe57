package dev.prebuild.agent.controlplane.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which waiting prebuild goes to which host. A project that is being served waits behind one that
 * is not; within a project the oldest goes first. Among the hosts with a free slot one that is a
 * home of the prebuild gets it, else the one with the most: where a pool is, its next snapshot
 * should be made, since the pool goes where its snapshot is.
 */
public final class Leases {
  private Leases() {}

  /** A prebuild that no host has. */
  public record Waiting(String prebuildId, String projectId, String classId) {}

  /**
   * A host that may be given something.
   *
   * @param free slots; negative if it has been given more than it holds by now
   */
  public record Supply(String host, int free) {}

  /** A prebuild and the host that it is leased to from now on. */
  public record Lease(String prebuildId, String host) {}

  /**
   * Decides.
   *
   * @param waiting oldest first
   * @param busy how many prebuilds of each project hosts are at already
   * @param homes the hosts that have a share of the pool that a prebuild is for
   */
  public static List<Lease> plan(
      List<Waiting> waiting,
      List<Supply> hosts,
      Map<String, Integer> busy,
      Function<Waiting, Set<String>> homes) {
    Map<String, Integer> free = new HashMap<>();
    hosts.forEach(supply -> free.put(supply.host(), supply.free()));
    Map<String, Integer> served = new HashMap<>(busy);
    List<Waiting> queue = new ArrayList<>(waiting);
    List<Lease> leases = new ArrayList<>();
    while (!queue.isEmpty() && roomiest(free, Set.of()).isPresent()) {
      Waiting next =
          Collections.min(
              queue,
              Comparator.comparing(candidate -> served.getOrDefault(candidate.projectId(), 0)));
      String host = roomiest(free, homes.apply(next)).orElseThrow();
      queue.remove(next);
      leases.add(new Lease(next.prebuildId(), host));
      free.merge(host, -1, Integer::sum);
      served.merge(next.projectId(), 1, Integer::sum);
    }
    return leases;
  }

  private static Optional<String> roomiest(Map<String, Integer> free, Set<String> homes) {
    return free.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .max(
            Comparator.comparing(
                    (Map.Entry<String, Integer> entry) -> homes.contains(entry.getKey()))
                .thenComparing(Map.Entry.comparingByValue())
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey);
  }
}
