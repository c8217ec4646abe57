package dev.prebuild.agent.controlplane.catalog;

import dev.prebuild.config.settings.StandaloneSettings.ClassSettings;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.runner.v1.AssignedPrebuild;
import dev.prebuild.config.wire.runner.v1.AssignedWarmPool;
import dev.prebuild.config.wire.runner.v1.EnvironmentClass;
import dev.prebuild.config.wire.runner.v1.Repository;
import dev.prebuild.config.wire.runner.v1.Task;
import java.util.Optional;
import java.util.UUID;

/**
 * Completes stored objects with what the settings say, into what an agent can carry out. An object
 * whose project or class is no longer in the settings yields nothing.
 */
public record Assignments(Catalog catalog) {
  private static final double NANOS_PER_CPU = 1e9;

  public Optional<AssignedPrebuild> of(Prebuild prebuild) {
    UUID projectId = UUID.fromString(prebuild.getMetadata().getProjectId());
    UUID classId = UUID.fromString(prebuild.getMetadata().getEnvironmentClassId());
    return catalog
        .project(projectId)
        .flatMap(
            project ->
                catalog
                    .environmentClass(classId)
                    .map(environmentClass -> assigned(prebuild, project, environmentClass)));
  }

  public Optional<AssignedWarmPool> of(WarmPool pool) {
    UUID classId = UUID.fromString(pool.getMetadata().getEnvironmentClassId());
    return catalog
        .environmentClass(classId)
        .map(
            environmentClass ->
                AssignedWarmPool.newBuilder()
                    .setWarmPool(pool)
                    .setEnvironmentClass(environmentClass(environmentClass))
                    .build());
  }

  private static AssignedPrebuild assigned(
      Prebuild prebuild, ProjectSettings project, ClassSettings environmentClass) {
    return AssignedPrebuild.newBuilder()
        .setPrebuild(prebuild)
        .setRepository(repository(project))
        .setEnvironmentClass(environmentClass(environmentClass))
        .addAllTasks(
            project.tasks().stream()
                .map(
                    task ->
                        Task.newBuilder().setName(task.name()).setCommand(task.command()).build())
                .toList())
        .build();
  }

  private static Repository repository(ProjectSettings project) {
    Repository.Builder repository =
        Repository.newBuilder().setUrl(project.repository()).setRef(project.ref().orElse(""));
    project
        .credentialsFile()
        .flatMap(file -> new CredentialsFile(file).read())
        .ifPresent(repository::setCredentials);
    return repository.build();
  }

  private static EnvironmentClass environmentClass(ClassSettings settings) {
    return EnvironmentClass.newBuilder()
        .setId(settings.id().toString())
        .setName(settings.name())
        .setImage(settings.image())
        .setNanoCpus(settings.cpus().map(cpus -> Math.round(cpus * NANOS_PER_CPU)).orElse(0L))
        .setMemoryBytes(settings.memory().map(memory -> memory.toBytes()).orElse(0L))
        .build();
  }
}
