package dev.prebuild.agent.controlplane.store;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Where snapshots can be pulled from, within one transaction. What one host has named another one
 * does not take back, so that two which name different places cannot disturb each other for ever.
 */
public record SnapshotReferenceTable(Handle handle) {

  /** The youngest reference of each of these snapshots that has one, by its id. */
  public Map<String, String> of(UUID runnerId, Set<String> snapshotIds) {
    Map<String, String> references = new HashMap<>();
    all(runnerId, snapshotIds).forEach(entry -> references.put(entry.getKey(), entry.getValue()));
    return references;
  }

  /** Snapshot ids and references, the youngest last. */
  private List<Map.Entry<String, String>> all(UUID runnerId, Set<String> snapshotIds) {
    return snapshotIds.isEmpty()
        ? List.of()
        : handle
            .createQuery(
                """
                select snapshot_id, reference from snapshot_reference
                where runner_id = :runner and snapshot_id in (<snapshots>)
                order by sequence""")
            .bind("runner", runnerId.toString())
            .bindList("snapshots", List.copyOf(snapshotIds))
            .map((row, _) -> Map.entry(row.getString("snapshot_id"), row.getString("reference")))
            .list();
  }

  /**
   * Notes what a host names, of snapshots whose prebuild is completed or still under way.
   *
   * @param named by snapshot id
   * @return the snapshots for which that is new
   */
  public Set<String> note(UUID runnerId, Map<String, String> named) {
    Set<String> changed = new HashSet<>();
    fresh(runnerId, named)
        .forEach(
            (snapshotId, reference) -> {
              add(runnerId, snapshotId, reference);
              changed.add(snapshotId);
            });
    return changed;
  }

  /** Whether noting that would change nothing at all. */
  public boolean isNoted(UUID runnerId, Map<String, String> named) {
    return fresh(runnerId, named).isEmpty();
  }

  private Map<String, String> fresh(UUID runnerId, Map<String, String> named) {
    Map<String, String> fresh = new HashMap<>(named);
    all(runnerId, named.keySet()).forEach(entry -> fresh.remove(entry.getKey(), entry.getValue()));
    fresh.keySet().removeIf(snapshotId -> !isWanted(runnerId, snapshotId));
    return fresh;
  }

  private boolean isWanted(UUID runnerId, String snapshotId) {
    return handle
        .createQuery(
            """
            select count(*) from prebuild
            where id = :snapshot and runner_id = :runner and phase <= :completed""")
        .bind("snapshot", snapshotId)
        .bind("runner", runnerId.toString())
        .bind("completed", PrebuildPhase.PREBUILD_PHASE_COMPLETED_VALUE)
        .mapTo(Integer.class)
        .one()
        .equals(1);
  }

  private void add(UUID runnerId, String snapshotId, String reference) {
    handle
        .createUpdate(
            """
            insert into snapshot_reference (runner_id, snapshot_id, reference, sequence)
            select :runner, :snapshot, :reference, coalesce(max(sequence), 0) + 1
            from snapshot_reference where runner_id = :runner and snapshot_id = :snapshot""")
        .bind("runner", runnerId.toString())
        .bind("snapshot", snapshotId)
        .bind("reference", reference)
        .execute();
  }

  /** The prebuild is deleted; the registry clears up by rules of its own. */
  public void remove(UUID runnerId, String snapshotId) {
    handle
        .createUpdate(
            """
            delete from snapshot_reference
            where runner_id = :runner and snapshot_id = :snapshot""")
        .bind("runner", runnerId.toString())
        .bind("snapshot", snapshotId)
        .execute();
  }
}
