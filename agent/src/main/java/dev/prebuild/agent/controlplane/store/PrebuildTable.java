package dev.prebuild.agent.controlplane.store;

import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** Prebuilds, within one transaction. */
public record PrebuildTable(Handle handle, CounterTable counters) {
  private static final String NO_HOST = "";

  /** Adds a prebuild for the runner; no host has it yet. */
  public void insert(Prebuild prebuild, UUID runnerId) {
    bind(
            handle.createUpdate(
                """
                insert into prebuild (
                  id, sequence, organization_id, runner_id, host, project_id,
                  environment_class_id, creator_id, executor_id, triggered_by, created_at,
                  phase, desired_phase, assigned, spec_version, status_version, message)
                values (
                  :id, :sequence, :organization, :runner, :host, :project,
                  :class, :creator, :executor, :trigger, :createdAt,
                  :phase, :desiredPhase, :assigned, :specVersion, :statusVersion, :message)"""),
            new LeasedPrebuild(prebuild, runnerId, Optional.empty()))
        .bind("sequence", counters.next("prebuild"))
        .bind("organization", prebuild.getMetadata().getOrganizationId())
        .bind("runner", runnerId.toString())
        .bind("project", prebuild.getMetadata().getProjectId())
        .bind("class", prebuild.getMetadata().getEnvironmentClassId())
        .bind("creator", prebuild.getMetadata().getCreator().getId())
        .bind("executor", prebuild.getMetadata().getExecutor().getId())
        .bind("trigger", prebuild.getMetadata().getTriggeredByValue())
        .bind("createdAt", prebuild.getMetadata().getCreatedAt().getSeconds() * 1_000)
        .execute();
  }

  /**
   * Replaces what was read before.
   *
   * @throws dev.prebuild.agent.connect.ConnectException aborted if it has changed since
   */
  public void update(LeasedPrebuild before, LeasedPrebuild after) {
    int rows =
        bind(
                handle.createUpdate(
                    """
                    update prebuild set
                      host = :host, phase = :phase, desired_phase = :desiredPhase,
                      assigned = :assigned, spec_version = :specVersion,
                      status_version = :statusVersion, message = :message
                    where id = :id
                      and spec_version = :oldSpecVersion and status_version = :oldStatusVersion
                      and host = :oldHost"""),
                after)
            .bind("oldSpecVersion", before.prebuild().getSpec().getSpecVersion())
            .bind("oldStatusVersion", before.prebuild().getStatus().getStatusVersion())
            .bind("oldHost", before.host().orElse(NO_HOST))
            .execute();
    if (rows != 1) {
      throw Refusals.aborted(
          "prebuild %s was changed at the same time; try again"
              .formatted(before.prebuild().getId()));
    }
  }

  private static <S extends SqlStatement<S>> S bind(S statement, LeasedPrebuild leased) {
    Prebuild prebuild = leased.prebuild();
    return statement
        .bind("id", prebuild.getId())
        .bind("host", leased.host().orElse(NO_HOST))
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

  public Optional<LeasedPrebuild> find(UUID organization, UUID id) {
    return oldestFirst(
            new Conditions()
                .equal("id", id.toString())
                .equal("organization_id", organization.toString()))
        .stream()
        .findFirst();
  }

  public Optional<LeasedPrebuild> findOfRunner(UUID runnerId, UUID id) {
    return oldestFirst(
            new Conditions().equal("id", id.toString()).equal("runner_id", runnerId.toString()))
        .stream()
        .findFirst();
  }

  /** The prebuilds that a host has something left to do for, oldest first. */
  public List<LeasedPrebuild> leasedTo(Host.Key host) {
    return oldestFirst(assigned(host.runnerId()).equal("host", host.name()));
  }

  /** The prebuilds of a runner that no host has, and one should, oldest first. */
  public List<LeasedPrebuild> waiting(UUID runnerId) {
    return oldestFirst(assigned(runnerId).equal("host", NO_HOST));
  }

  /** All that any agent has something left to do for. */
  public List<LeasedPrebuild> unfinished() {
    return oldestFirst(new Conditions().fixed("assigned = 1"));
  }

  private static Conditions assigned(UUID runnerId) {
    return new Conditions().equal("runner_id", runnerId.toString()).fixed("assigned = 1");
  }

  /** How many prebuilds each host of a runner is at; those that are being deleted take no slot. */
  public Map<String, Integer> load(UUID runnerId) {
    return underWay(runnerId, "host");
  }

  /** How many prebuilds of each project hosts of a runner are at. */
  public Map<String, Integer> served(UUID runnerId) {
    return underWay(runnerId, "project_id");
  }

  private Map<String, Integer> underWay(UUID runnerId, String column) {
    Map<String, Integer> counts = new HashMap<>();
    handle
        .createQuery(
            """
            select %s as counted, count(*) as prebuilds from prebuild
            where runner_id = :runner and assigned = 1 and phase < :deleting and host <> :none
            group by 1"""
                .formatted(column))
        .bind("runner", runnerId.toString())
        .bind("deleting", PrebuildPhase.PREBUILD_PHASE_DELETING_VALUE)
        .bind("none", NO_HOST)
        .map((row, _) -> Map.entry(row.getString("counted"), row.getInt("prebuilds")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  /**
   * The prebuilds that wait for a host, of all runners.
   *
   * @param oldest when the one that waits longest was created, to the second
   */
  public record Queue(int length, Optional<Instant> oldest) {}

  public Queue queue() {
    return handle
        .createQuery(
            """
            select count(*) as length, coalesce(min(created_at), 0) as oldest from prebuild
            where assigned = 1 and host = :none""")
        .bind("none", NO_HOST)
        .map(
            (row, _) ->
                new Queue(
                    row.getInt("length"),
                    Optional.of(row.getLong("oldest"))
                        .filter(millis -> millis > 0)
                        .map(Instant::ofEpochMilli)))
        .one();
  }

  /**
   * The newest by creation among the completed prebuilds of a project and class: of those whose
   * snapshot a host holds that is there, if there are any, else of all.
   */
  public Optional<Prebuild> newestCompleted(String projectId, String classId) {
    return handle
        .createQuery(
            """
            select sequence, message from prebuild
            where project_id = :project and environment_class_id = :class and phase = :completed
            order by
              case when exists (
                select 1 from held_snapshot held
                join host on host.runner_id = held.runner_id and host.name = held.host
                where held.snapshot_id = prebuild.id and host.silent = 0) then 0 else 1 end,
              sequence desc
            limit 1""")
        .bind("project", projectId)
        .bind("class", classId)
        .bind("completed", PrebuildPhase.PREBUILD_PHASE_COMPLETED_VALUE)
        .map(Stored.mapper(Prebuild.parser()))
        .findOne()
        .map(Stored::message);
  }

  /** Prebuilds that are over and were created before the time, oldest first. */
  public List<LeasedPrebuild> overAndOlderThan(Instant time, int limit) {
    Conditions conditions =
        new Conditions()
            .below("created_at", time.toEpochMilli())
            .anyOf(
                "phase",
                List.of(
                    PrebuildPhase.PREBUILD_PHASE_COMPLETED_VALUE,
                    PrebuildPhase.PREBUILD_PHASE_FAILED_VALUE,
                    PrebuildPhase.PREBUILD_PHASE_CANCELLED_VALUE));
    return leased(conditions.select(handle, "*", "prebuild", "sequence", limit));
  }

  /**
   * Forgets prebuilds that are deleted and were created before the time.
   *
   * @return how many
   */
  public int purge(Instant time) {
    return handle
        .createUpdate("delete from prebuild where phase = :deleted and created_at < :time")
        .bind("deleted", PrebuildPhase.PREBUILD_PHASE_DELETED_VALUE)
        .bind("time", time.toEpochMilli())
        .execute();
  }

  public List<Stored<Prebuild>> list(Conditions conditions, int limit) {
    return conditions
        .select(handle, "sequence, message", "prebuild", "sequence desc", limit)
        .map(Stored.mapper(Prebuild.parser()))
        .list();
  }

  private List<LeasedPrebuild> oldestFirst(Conditions conditions) {
    return leased(conditions.select(handle, "*", "prebuild", "sequence", Integer.MAX_VALUE));
  }

  private static List<LeasedPrebuild> leased(Query query) {
    var message = Stored.mapper(Prebuild.parser());
    return query
        .map(
            (row, context) ->
                new LeasedPrebuild(
                    message.map(row, context).message(),
                    UUID.fromString(row.getString("runner_id")),
                    Optional.of(row.getString("host")).filter(host -> !host.equals(NO_HOST))))
        .list();
  }
}
