package dev.prebuild.agent.controlplane.store;

import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Warm pools, within one transaction. */
public record WarmPoolTable(Handle handle, CounterTable counters) {
  /** Of a phase other than WARM_POOL_PHASE_DELETED. */
  private static final String NOT_DELETED = "phase <> 50";

  /**
   * Adds a pool.
   *
   * @return whether it was added; false if its project and class have a pool already
   */
  public boolean insert(WarmPool pool) {
    int rows =
        bind(
                handle.createUpdate(
                    """
                    insert into warm_pool (
                      id, sequence, organization_id, runner_id, project_id, environment_class_id,
                      phase, spec_version, status_version, message)
                    values (
                      :id, :sequence, :organization, :runner, :project, :class,
                      :phase, :specVersion, :statusVersion, :message)
                    on conflict do nothing"""),
                pool)
            .bind("sequence", counters.next("warm_pool"))
            .bind("organization", pool.getMetadata().getOrganizationId())
            .bind("runner", pool.getMetadata().getRunnerId())
            .bind("project", pool.getMetadata().getProjectId())
            .bind("class", pool.getMetadata().getEnvironmentClassId())
            .execute();
    return rows == 1;
  }

  /**
   * Replaces what was read before.
   *
   * @throws dev.prebuild.agent.connect.ConnectException aborted if it has changed since
   */
  public void update(WarmPool before, WarmPool after) {
    int rows =
        bind(
                handle.createUpdate(
                    """
                    update warm_pool set
                      phase = :phase,
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
          "warm pool %s was changed at the same time; try again".formatted(before.getId()));
    }
  }

  private static <S extends SqlStatement<S>> S bind(S statement, WarmPool pool) {
    return statement
        .bind("id", pool.getId())
        .bind("phase", pool.getStatus().getPhaseValue())
        .bind("specVersion", pool.getSpec().getSpecVersion())
        .bind("statusVersion", pool.getStatus().getStatusVersion())
        .bind("message", pool.toByteArray());
  }

  public Optional<WarmPool> find(UUID organization, UUID id) {
    return one(
        new Conditions()
            .equal("id", id.toString())
            .equal("organization_id", organization.toString()));
  }

  public Optional<WarmPool> find(String id) {
    return one(new Conditions().equal("id", id));
  }

  public Optional<WarmPool> findOfRunner(UUID runnerId, UUID id) {
    return one(new Conditions().equal("id", id.toString()).equal("runner_id", runnerId.toString()));
  }

  /** The pool of a project and class, if there is one that is not deleted. */
  public Optional<WarmPool> findPair(String projectId, String classId) {
    return one(
        new Conditions()
            .equal("project_id", projectId)
            .equal("environment_class_id", classId)
            .fixed(NOT_DELETED));
  }

  /** The runner's pools that are not deleted, newest first. */
  public List<WarmPool> of(UUID runnerId) {
    Conditions conditions =
        new Conditions().equal("runner_id", runnerId.toString()).fixed(NOT_DELETED);
    return list(conditions, Integer.MAX_VALUE).stream().map(Stored::message).toList();
  }

  /** The pools that a host has a share of, whatever their phase. */
  public List<WarmPool> sharedBy(Host.Key host) {
    return handle
        .createQuery(
            """
            select sequence, message from warm_pool
            where id in (select pool_id from pool_share where runner_id = :runner and host = :host)""")
        .bind("runner", host.runnerId().toString())
        .bind("host", host.name())
        .map(Stored.mapper(WarmPool.parser()))
        .map(Stored::message)
        .list();
  }

  /** All pools that are not deleted. */
  public List<WarmPool> all() {
    return list(new Conditions().fixed(NOT_DELETED), Integer.MAX_VALUE).stream()
        .map(Stored::message)
        .toList();
  }

  public List<Stored<WarmPool>> list(Conditions conditions, int limit) {
    return conditions
        .select(handle, "sequence, message", "warm_pool", "sequence desc", limit)
        .map(Stored.mapper(WarmPool.parser()))
        .list();
  }

  private Optional<WarmPool> one(Conditions conditions) {
    return list(conditions, 1).stream().map(Stored::message).findFirst();
  }
}
