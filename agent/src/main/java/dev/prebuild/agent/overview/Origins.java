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
 * What things are made for, by the names of projects and classes as far as the settings of this
 * host know them.
 *
 * @param listed the section that lists them; empty where a remote control plane does
 */
public record Origins(Supplier<Optional<StandaloneSettings>> listed) {

  /** Of something whose class is known by name anyway. */
  Origin of(UUID projectId, EnvironmentClass environmentClass) {
    return new Origin(
        projectId, project(projectId), environmentClass.id(), Optional.of(environmentClass.name()));
  }

  Origin of(UUID projectId, UUID classId) {
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
