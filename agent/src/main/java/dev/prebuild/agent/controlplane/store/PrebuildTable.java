package dev.prebuild.agent.controlplane.store;

import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Prebuilds, within one transaction. */
public record PrebuildTable(Handle handle, CounterTable counters) {

  /** Adds a prebuild that the runner is to carry out. */
  public void insert(Prebuild prebuild, UUID runnerId) {
    bind(
            handle.createUpdate(
                """
                insert into prebuild (
                  id, sequence, organization_id, runner_id, project_id, environment_class_id,
                  creator_id, executor_id, triggered_by,
                  phase, desired_phase, assigned, spec_version, status_version, message)
                values (
                  :id, :sequence, :organization, :runner, :project, :class,
                  :creator, :executor, :trigger,
                  :phase, :desiredPhase, :assigned, :specVersion, :statusVersion, :message)"""),
            prebuild)
        .bind("sequence", counters.next("prebuild"))
        .bind("organization", prebuild.getMetadata().getOrganizationId())
        .bind("runner", runnerId.toString())
        .bind("project", prebuild.getMetadata().getProjectId())
        .bind("class", prebuild.getMetadata().getEnvironmentClassId())
        .bind("creator", prebuild.getMetadata().getCreator().getId())
        .bind("executor", prebuild.getMetadata().getExecutor().getId())
        .bind("trigger", prebuild.getMetadata().getTriggeredByValue())
        .execute();
  }

  /**
   * Replaces what was read before.
   *
   * @throws dev.prebuild.agent.connect.ConnectException aborted if it has changed since
   */
  public void update(Prebuild before, Prebuild after) {
    int rows =
        bind(
                handle.createUpdate(
                    """
                    update prebuild set
                      phase = :phase, desired_phase = :desiredPhase, assigned = :assigned,
                      spec_version = :specVersion, status_version = :statusVersion,
                      message = :message
                    where id = :id
                      and spec_version = :oldSpecVersion and status_version = :oldStatusVersion"""),
                after)
            .bind("oldSpecVersion", before.getSpec().getSpecVersion())
            .bind("oldStatusVersion", before.getStatus().getStatusVersion())
            .execute();
    if (rows != 1) {
      throw Refusals.aborted(
          "prebuild %s was changed at the same time; try again".formatted(before.getId()));
    }
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Prebuild prebuild) {
    return statement
        .bind("id", prebuild.getId())
        .bind("phase", prebuild.getStatus().getPhaseValue())
        .bind("desiredPhase", prebuild.getSpec().getDesiredPhaseValue())
        .bind("assigned", isAssigned(prebuild) ? 1 : 0)
        .bind("specVersion", prebuild.getSpec().getSpecVersion())
        .bind("statusVersion", prebuild.getStatus().getStatusVersion())
        .bind("message", prebuild.toByteArray());
  }

  /** Whether an agent has something left to do: to finish it, or to delete what it left. */
  private static boolean isAssigned(Prebuild prebuild) {
    PrebuildPhase phase = prebuild.getStatus().getPhase();
    return !PhaseRules.isTerminal(phase)
        || (phase != PrebuildPhase.PREBUILD_PHASE_DELETED
            && PhaseRules.isDeletion(prebuild.getSpec().getDesiredPhase()));
  }

  public Optional<Prebuild> find(UUID organization, UUID id) {
    return one(
        new Conditions()
            .equal("id", id.toString())
            .equal("organization_id", organization.toString()));
  }

  public Optional<Prebuild> findOfRunner(UUID runnerId, UUID id) {
    return one(new Conditions().equal("id", id.toString()).equal("runner_id", runnerId.toString()));
  }

  /** The prebuilds that the runner has something left to do for, newest first. */
  public List<Prebuild> assigned(UUID runnerId) {
    Conditions conditions =
        new Conditions().equal("runner_id", runnerId.toString()).fixed("assigned = 1");
    return list(conditions, Integer.MAX_VALUE).stream().map(Stored::message).toList();
  }

  /** The newest by creation among the completed prebuilds of a project and class. */
  public Optional<Prebuild> newestCompleted(String projectId, String classId) {
    return one(
        new Conditions()
            .equal("project_id", projectId)
            .equal("environment_class_id", classId)
            .equal("phase", PrebuildPhase.PREBUILD_PHASE_COMPLETED_VALUE)
            .anyOf(
                "desired_phase",
                List.of(
                    PrebuildPhase.PREBUILD_PHASE_UNSPECIFIED_VALUE,
                    PrebuildPhase.PREBUILD_PHASE_COMPLETED_VALUE)));
  }

  public List<Stored<Prebuild>> list(Conditions conditions, int limit) {
    return conditions
        .newestFirst(handle, "prebuild", limit)
        .map(Stored.mapper(Prebuild.parser()))
        .list();
  }

  private Optional<Prebuild> one(Conditions conditions) {
    return list(conditions, 1).stream().map(Stored::message).findFirst();
  }
}
