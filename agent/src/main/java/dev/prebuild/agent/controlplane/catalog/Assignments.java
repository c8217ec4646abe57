package dev.prebuild.agent.controlplane.catalog;

import com.google.protobuf.util.Durations;
import dev.prebuild.agent.controlplane.store.PoolShare;
import dev.prebuild.config.settings.StandaloneSettings.AllowSettings;
import dev.prebuild.config.settings.StandaloneSettings.ClassSettings;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import dev.prebuild.config.settings.StandaloneSettings.StandbySettings;
import dev.prebuild.config.settings.StandaloneSettings.TaskSettings;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.runner.v1.Allowances;
import dev.prebuild.config.wire.runner.v1.AssignedPrebuild;
import dev.prebuild.config.wire.runner.v1.AssignedWarmPool;
import dev.prebuild.config.wire.runner.v1.EnvironmentClass;
import dev.prebuild.config.wire.runner.v1.Repository;
import dev.prebuild.config.wire.runner.v1.Standby;
import dev.prebuild.config.wire.runner.v1.Task;
import io.dropwizard.util.DataSize;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Completes stored objects with what the settings say, into what an agent can carry out. What the
 * settings do not list any more is only ever cleaned up after, which needs nothing of them.
 */
public record Assignments(Catalog catalog) {
  private static final double NANOS_PER_CPU = 1e9;

  /** Enough for the largest builds, and too few to bring a host down. */
  private static final int PROCESSES = 4_096;

  public AssignedPrebuild of(Prebuild prebuild) {
    UUID projectId = UUID.fromString(prebuild.getMetadata().getProjectId());
    AssignedPrebuild.Builder assigned =
        AssignedPrebuild.newBuilder()
            .setPrebuild(prebuild)
            .setEnvironmentClass(environmentClass(prebuild.getMetadata().getEnvironmentClassId()));
    catalog
        .project(projectId)
        .ifPresent(
            project ->
                assigned
                    .setRepository(repository(project))
                    .setDevContainer(project.devContainer().orElse(""))
                    .addAllTasks(project.tasks().stream().map(Assignments::task).toList())
                    .addAllExcluded(project.exclude()));
    return assigned.build();
  }

  private static Task task(TaskSettings task) {
    return Task.newBuilder()
        .setName(task.name())
        .setCommand(task.command())
        .setMayFail(task.mayFail())
        .build();
  }

  /**
   * A host's share of a pool: the sizes are the share's, the status is the host's own.
   *
   * @param reference where its snapshot can be pulled from
   */
  public AssignedWarmPool of(WarmPool pool, PoolShare share, Optional<String> reference) {
    WarmPool.Builder part = pool.toBuilder().setStatus(share.status());
    part.getSpecBuilder().setMinSize(share.minSize()).setMaxSize(share.maxSize());
    return AssignedWarmPool.newBuilder()
        .setWarmPool(part)
        .setEnvironmentClass(environmentClass(pool.getMetadata().getEnvironmentClassId()))
        .setSnapshotReference(reference.orElse(""))
        .build();
  }

  private static Repository repository(ProjectSettings project) {
    Repository.Builder repository =
        Repository.newBuilder()
            .setUrl(project.repository())
            .setRef(project.ref().orElse(""))
            .setDepth(project.depth().orElse(0));
    project
        .credentialsFile()
        .flatMap(file -> new CredentialsFile(file).read())
        .ifPresent(repository::setCredentials);
    return repository.build();
  }

  /** All that a runner serves. */
  public List<EnvironmentClass> classesOf(UUID runnerId) {
    return catalog.environmentClasses(runnerId).stream()
        .map(Assignments::environmentClass)
        .toList();
  }

  private EnvironmentClass environmentClass(String id) {
    Optional<ClassSettings> listed = catalog.environmentClass(UUID.fromString(id));
    return listed
        .map(Assignments::environmentClass)
        .orElseGet(() -> EnvironmentClass.newBuilder().setId(id).setName("not listed").build());
  }

  private static EnvironmentClass environmentClass(ClassSettings settings) {
    return EnvironmentClass.newBuilder()
        .setId(settings.id().toString())
        .setName(settings.name())
        .setImage(settings.image())
        .setNanoCpus(settings.cpus().map(cpus -> Math.round(cpus * NANOS_PER_CPU)).orElse(0L))
        .setMemoryBytes(settings.memory().map(DataSize::toBytes).orElse(0L))
        .setProcesses(settings.processes().orElse(PROCESSES))
        .setDiskBytes(settings.disk().map(DataSize::toBytes).orElse(0L))
        .setNetwork(settings.network().orElse(""))
        .setAllowances(
            settings.allow().map(Assignments::allowances).orElseGet(Allowances::getDefaultInstance))
        .setStandby(
            settings.standby().map(Assignments::standby).orElseGet(Standby::getDefaultInstance))
        .build();
  }

  private static Standby standby(StandbySettings settings) {
    Standby.Builder standby =
        Standby.newBuilder()
            .addAllReadyCommand(settings.readyCommand())
            .setPaused(settings.paused());
    settings
        .readyTimeout()
        .ifPresent(
            timeout -> standby.setReadyTimeout(Durations.fromNanos(timeout.toNanoseconds())));
    return standby.build();
  }

  private static Allowances allowances(AllowSettings allow) {
    return Allowances.newBuilder()
        .setPrivileged(allow.privileged())
        .setNewPrivileges(allow.newPrivileges())
        .addAllCapabilities(allow.capabilities().stream().map(Assignments::capability).toList())
        .addAllSecurityOptions(allow.securityOptions())
        .addAllMountTypes(
            allow.mountTypes().stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toList())
        .build();
  }

  private static String capability(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
  }
}
