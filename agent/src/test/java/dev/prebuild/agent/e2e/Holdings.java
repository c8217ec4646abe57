package dev.prebuild.agent.e2e;

import dev.prebuild.agent.testkit.SeenContainer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Containers of a runner, told apart by their names as an operator would. */
record Holdings(List<SeenContainer> all) {

  static Holdings of(List<SeenContainer> all) {
    return new Holdings(all);
  }

  /** Instances of a pool that run. */
  List<SeenContainer> running(UUID poolId) {
    return select(seen -> isOf(poolId, seen) && seen.isRunning());
  }

  /** Instances of a pool that were stopped. */
  List<SeenContainer> stopped(UUID poolId) {
    return select(seen -> isOf(poolId, seen) && seen.state().equals("exited"));
  }

  List<SeenContainer> instances(UUID poolId) {
    return select(seen -> isOf(poolId, seen));
  }

  List<SeenContainer> environments() {
    return select(seen -> seen.name().startsWith("env-"));
  }

  List<SeenContainer> prebuilds() {
    return select(seen -> seen.name().startsWith("prebuild-"));
  }

  /** Whether a pool holds exactly that. */
  boolean isPool(UUID poolId, int running, int stopped) {
    return running(poolId).size() == running
        && stopped(poolId).size() == stopped
        && instances(poolId).size() == running + stopped;
  }

  Set<String> ids() {
    return all.stream().map(SeenContainer::id).collect(Collectors.toSet());
  }

  /** The private folders that there should be. */
  Set<String> privateFolders() {
    return all.stream().map(Holdings::privateFolder).collect(Collectors.toSet());
  }

  private static String privateFolder(SeenContainer seen) {
    return seen.labels()
        .getOrDefault("dev.prebuild.instance", seen.name().replaceFirst("^prebuild-", ""));
  }

  private static boolean isOf(UUID poolId, SeenContainer seen) {
    return seen.name().startsWith("warm-" + poolId + "-");
  }

  private List<SeenContainer> select(Predicate<SeenContainer> which) {
    return all.stream().filter(which).toList();
  }
}
