package dev.prebuild.agent.controlplane.catalog;

import static dev.prebuild.agent.controlplane.rules.Refusals.failedPrecondition;
import static dev.prebuild.agent.controlplane.rules.Refusals.notFound;

import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.settings.StandaloneSettings.ClassSettings;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import dev.prebuild.config.settings.StandaloneSettings.SubjectSettings;
import dev.prebuild.config.wire.gitpod.v1.Principal;
import dev.prebuild.config.wire.gitpod.v1.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the settings list: projects, environment classes, and how long things last. */
public final class Catalog {
  private final StandaloneSettings settings;
  private final UUID runnerId;
  private final Map<UUID, ProjectSettings> projects;
  private final Map<UUID, ClassSettings> classes;

  /**
   * @param runnerId the runner of the classes that name none
   */
  public Catalog(StandaloneSettings settings, UUID runnerId) {
    this.settings = settings;
    this.runnerId = runnerId;
    projects =
        settings.projects().stream()
            .collect(Collectors.toUnmodifiableMap(ProjectSettings::id, Function.identity()));
    classes =
        settings.environmentClasses().stream()
            .collect(Collectors.toUnmodifiableMap(ClassSettings::id, Function.identity()));
  }

  /** How long a host may be silent. */
  public Duration lease() {
    return settings.lease().toJavaDuration();
  }

  /** Age from which a prebuild that no pool uses is deleted. */
  public Duration retention() {
    return settings.retention().toJavaDuration();
  }

  public Collection<ProjectSettings> projects() {
    return settings.projects();
  }

  public Optional<ProjectSettings> project(UUID id) {
    return Optional.ofNullable(projects.get(id));
  }

  public Optional<ClassSettings> environmentClass(UUID id) {
    return Optional.ofNullable(classes.get(id));
  }

  /** The classes that a runner serves, in the order of their ids. */
  public List<ClassSettings> environmentClasses(UUID servingRunner) {
    return classes.values().stream()
        .filter(environmentClass -> runnerOf(environmentClass).equals(servingRunner))
        .sorted(Comparator.comparing(ClassSettings::id))
        .toList();
  }

  /** The runner that serves a class. */
  public UUID runnerOf(ClassSettings environmentClass) {
    return environmentClass.runnerId().orElse(runnerId);
  }

  public UUID organizationOf(ProjectSettings project) {
    return project.organizationId().orElse(settings.organizationId());
  }

  /** Whose credentials clone the project's repository; empty if that is up to each prebuild. */
  public Optional<Subject> executor(ProjectSettings project) {
    return project.executor().map(Catalog::subject);
  }

  /** Who has created what nobody asked for. */
  public Subject scheduler() {
    return Subject.newBuilder()
        .setId(
            UUID.nameUUIDFromBytes("prebuild scheduler".getBytes(StandardCharsets.UTF_8))
                .toString())
        .setPrincipal(Principal.PRINCIPAL_SERVICE_ACCOUNT)
        .build();
  }

  /** A subject of the settings in the contract's terms. */
  public static Subject subject(SubjectSettings settings) {
    return Subject.newBuilder()
        .setId(settings.id().toString())
        .setPrincipal(
            switch (settings.principal()) {
              case ACCOUNT -> Principal.PRINCIPAL_ACCOUNT;
              case USER -> Principal.PRINCIPAL_USER;
              case RUNNER -> Principal.PRINCIPAL_RUNNER;
              case ENVIRONMENT -> Principal.PRINCIPAL_ENVIRONMENT;
              case SERVICE_ACCOUNT -> Principal.PRINCIPAL_SERVICE_ACCOUNT;
              case RUNNER_MANAGER -> Principal.PRINCIPAL_RUNNER_MANAGER;
            })
        .build();
  }

  /** A project and one of its prebuild classes. */
  public record Pair(ProjectSettings project, ClassSettings environmentClass) {}

  /** A project with each of its prebuild classes, in the order in which the classes are listed. */
  public List<Pair> pairs(ProjectSettings project) {
    return settings.environmentClasses().stream()
        .filter(listed -> project.prebuildClassIds().contains(listed.id()))
        .map(listed -> new Pair(project, listed))
        .toList();
  }

  /** Whether the project still has prebuilds for the class. */
  public boolean isPrebuilt(String projectId, String classId) {
    return isKnown(projectId, classId)
        && project(UUID.fromString(projectId))
            .filter(project -> project.prebuildClassIds().contains(UUID.fromString(classId)))
            .isPresent();
  }

  /** Whether both are listed at all. */
  public boolean isKnown(String projectId, String classId) {
    return projects.containsKey(UUID.fromString(projectId))
        && classes.containsKey(UUID.fromString(classId));
  }

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
            .filter(found -> organizationOf(found).equals(organizationId))
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
