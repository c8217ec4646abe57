package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.snapshot.steps.Step;
import dev.prebuild.snapshot.steps.Warning;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the devcontainer.json and the image's metadata come to for a prebuild, merged, with
 * variables put in, and without what the class does not allow.
 *
 * @param user whom the commands run as; the image's own user if empty
 * @param containerEnvironment of the container, and of all that is made from its snapshot
 * @param remoteEnvironment of the commands, on top of it
 * @param sourceFolder absolute path in the container where the repository goes
 * @param workspaceFolder absolute path in the container where the commands run
 * @param lifecycle commands up to updateContentCommand, in order
 * @param granted privileges that it asks for and the class allows
 * @param metadata merged metadata, as JSON for the snapshot's label {@code devcontainer.metadata}
 * @param warnings one for each thing that was left out
 */
public record DevContainer(
    Optional<String> user,
    Map<String, String> containerEnvironment,
    Map<String, String> remoteEnvironment,
    String sourceFolder,
    String workspaceFolder,
    List<Step> lifecycle,
    Privileges granted,
    String metadata,
    List<Warning> warnings) {
  public DevContainer {
    containerEnvironment = Map.copyOf(containerEnvironment);
    remoteEnvironment = Map.copyOf(remoteEnvironment);
    lifecycle = List.copyOf(lifecycle);
    warnings = List.copyOf(warnings);
  }
}
