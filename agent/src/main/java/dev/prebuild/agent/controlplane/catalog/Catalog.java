package dev.prebuild.agent.controlplane.catalog;

import static dev.prebuild.agent.controlplane.rules.Refusals.failedPrecondition;
import static dev.prebuild.agent.controlplane.rules.Refusals.notFound;

import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.settings.StandaloneSettings.ClassSettings;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The projects and environment classes that the settings list. */
public final class Catalog {
  private final UUID organization;
  private final Map<UUID, ProjectSettings> projects;
  private final Map<UUID, ClassSettings> classes;

  public Catalog(StandaloneSettings settings) {
    organization = settings.organizationId();
    projects =
        settings.projects().stream()
            .collect(Collectors.toUnmodifiableMap(ProjectSettings::id, Function.identity()));
    classes =
        settings.environmentClasses().stream()
            .collect(Collectors.toUnmodifiableMap(ClassSettings::id, Function.identity()));
  }

  public Optional<ProjectSettings> project(UUID id) {
    return Optional.ofNullable(projects.get(id));
  }

  public Optional<ClassSettings> environmentClass(UUID id) {
    return Optional.ofNullable(classes.get(id));
  }

  /** A project and one of its prebuild classes. */
  public record Pair(ProjectSettings project, ClassSettings environmentClass) {}

  /**
   * Finds what a prebuild or a pool is to be made for.
   *
   * @param classId the project's default if empty
   * @throws dev.prebuild.agent.connect.ConnectException not_found if the organization has no such
   *     project or class, failed_precondition if the project has no prebuilds for the class
   */
  public Pair pair(UUID organizationId, UUID projectId, Optional<UUID> classId) {
    ProjectSettings project =
        project(projectId)
            .filter(_ -> organization.equals(organizationId))
            .orElseThrow(() -> notFound("projectId: there is no project " + projectId));
    UUID wanted = classId.orElse(project.defaultClassId());
    ClassSettings environmentClass =
        environmentClass(wanted)
            .orElseThrow(
                () -> notFound("environmentClassId: there is no environment class " + wanted));
    if (!project.prebuildClassIds().contains(wanted)) {
      throw failedPrecondition(
          "environmentClassId: class %s (%s) is not among the prebuild classes of project %s (%s)"
              .formatted(wanted, environmentClass.name(), projectId, project.name()));
    }
    return new Pair(project, environmentClass);
  }
}
