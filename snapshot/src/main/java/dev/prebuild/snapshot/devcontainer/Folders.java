package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.snapshot.messages.Excerpt;
import dev.prebuild.snapshot.messages.Warnings;
import java.util.Optional;

/**
 * Folders of a dev container.
 *
 * @param source where the repository goes
 * @param workspace where commands run
 */
record Folders(String source, String workspace) {

  /**
   * What the file says, or the usual ones with a warning.
   *
   * @param usual where the repository goes unless the file says otherwise
   */
  static Folders choose(Configuration file, String usual, Variables variables, Warnings warnings) {
    Optional<String> source =
        file.workspaceMount()
            .map(variables::expand)
            .map(MountText::read)
            .map(mount -> mount.target().orElse(""));
    String chosen = chosen("workspaceMount", source, usual, warnings);
    Optional<String> workspace =
        file.workspaceFolder().map(variables::expand).map(ContainerFolder::trimmed);
    return new Folders(chosen, chosen("workspaceFolder", workspace, chosen, warnings));
  }

  private static String chosen(
      String property, Optional<String> asked, String usual, Warnings warnings) {
    Optional<String> problem = asked.flatMap(ContainerFolder::problem);
    problem.ifPresent(
        why ->
            warnings.add(
                "%s is left out, %s is used: %s cannot be, %s"
                    .formatted(property, usual, Excerpt.of(asked.orElse("")), why)));
    return problem.isPresent() ? usual : asked.orElse(usual);
  }
}
