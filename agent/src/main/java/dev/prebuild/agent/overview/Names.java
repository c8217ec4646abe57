package dev.prebuild.agent.overview;

import dev.prebuild.agent.overview.Overview.Origin;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.settings.StandaloneSettings.ClassSettings;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import dev.prebuild.config.spec.EnvironmentClass;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What projects and classes are called, as far as the settings of this host know it.
 *
 * @param listed the section that lists them; empty where a remote control plane does
 */
public record Names(Supplier<Optional<StandaloneSettings>> listed) {

  /** Of something whose class is known by name anyway. */
  Origin origin(UUID projectId, EnvironmentClass environmentClass) {
    return new Origin(
        projectId, project(projectId), environmentClass.id(), Optional.of(environmentClass.name()));
  }

  Origin origin(UUID projectId, UUID classId) {
    return new Origin(projectId, project(projectId), classId, environmentClass(classId));
  }

  private Optional<String> project(UUID id) {
    return listed.get().stream()
        .flatMap(section -> section.projects().stream())
        .filter(project -> project.id().equals(id))
        .map(ProjectSettings::name)
        .findFirst();
  }

  private Optional<String> environmentClass(UUID id) {
    return listed.get().stream()
        .flatMap(section -> section.environmentClasses().stream())
        .filter(one -> one.id().equals(id))
        .map(ClassSettings::name)
        .findFirst();
  }
}
