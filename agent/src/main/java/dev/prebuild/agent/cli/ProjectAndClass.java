package dev.prebuild.agent.cli;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.place.Names;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a command is to make something of. */
final class ProjectAndClass {
  @Parameters(paramLabel = "PROJECT", description = "Its name in the settings, or its id.")
  private String project = "";

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "Environment class, by name or id; the project's default if unset.")
  private Optional<String> environmentClass = Optional.empty();

  String projectId(Names names) {
    return names.projectId(project);
  }

  /** The class that was named, if one was. */
  Optional<String> namedClassId(Names names) {
    return environmentClass.map(names::classId);
  }

  /**
   * The class that was named, or the project's default.
   *
   * @throws Failure if none was, and the settings do not list the project
   */
  String classId(Names names) {
    return namedClassId(names)
        .or(() -> names.defaultClass(projectId(names)))
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.WRONG_USE,
                    "the settings do not list project %s, so its class has to be named: --class ID"
                        .formatted(projectId(names))));
  }
}
