package dev.prebuild.snapshot.host;

import dev.prebuild.snapshot.devcontainer.Privileges;
import dev.prebuild.snapshot.steps.StepPlan;
import java.util.Map;
import java.util.Optional;

/**
 * A prebuild's container that is to be made and started.
 *
 * @param imageId of what it is made from
 * @param user whom its steps run as; the image's own user if empty
 * @param environment of the container, on top of the image's; ends in the snapshot
 * @param privileges beyond what every container has
 * @param sourceFolder absolute path in the container where the repository goes
 * @param workspaceFolder absolute path in the container where the steps run
 * @param steps what it runs
 */
public record LaunchPlan(
    String imageId,
    Optional<String> user,
    Map<String, String> environment,
    Privileges privileges,
    String sourceFolder,
    String workspaceFolder,
    StepPlan steps) {
  public LaunchPlan {
    environment = Map.copyOf(environment);
  }
}
