package dev.prebuild.agent.testkit;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Containers of a runner, told apart by their names as an operator would. */
public record Holdings(List<SeenContainer> all) {

  public static Holdings of(List<SeenContainer> all) {
    return new Holdings(all);
  }

  /** Instances of a pool that run. */
  public List<SeenContainer> running(UUID poolId) {
    return select(seen -> isOf(poolId, seen) && seen.isRunning());
  }

  /** Instances of a pool that were stopped. */
  public List<SeenContainer> stopped(UUID poolId) {
    return select(seen -> isOf(poolId, seen) && seen.state().equals("exited"));
  }

  public List<SeenContainer> instances(UUID poolId) {
    return select(seen -> isOf(poolId, seen));
  }

  public List<SeenContainer> environments() {
    return select(seen -> seen.name().startsWith("env-"));
  }

  public List<SeenContainer> prebuilds() {
    return select(seen -> seen.name().startsWith("prebuild-"));
  }

  /** Whether a pool holds exactly that. */
  public boolean isPool(UUID poolId, int running, int stopped) {
    return running(poolId).size() == running
        && stopped(poolId).size() == stopped
        && instances(poolId).size() == running + stopped;
  }

  public Set<String> ids() {
    return all.stream().map(SeenContainer::id).collect(Collectors.toSet());
  }

  /** The private folders that there should be. */
  public Set<String> privateFolders() {
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
