package dev.prebuild.agent.controlplane.store;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Which host holds which snapshot, within one transaction. */
public record HeldSnapshotTable(Handle handle) {

  /** Snapshot ids by the names of the runner's hosts that hold them. */
  public Map<String, Set<String>> of(UUID runnerId) {
    Map<String, Set<String>> held = new HashMap<>();
    handle
        .createQuery("select host, snapshot_id from held_snapshot where runner_id = :runner")
        .bind("runner", runnerId.toString())
        .map((row, _) -> Map.entry(row.getString("host"), row.getString("snapshot_id")))
        .forEach(
            entry ->
                held.computeIfAbsent(entry.getKey(), _ -> new HashSet<>()).add(entry.getValue()));
    return held;
  }

  /** The hosts of the runner that hold a snapshot, by name. */
  public List<Host.Key> holders(UUID runnerId, String snapshotId) {
    return handle
        .createQuery(
            """
            select host from held_snapshot
            where runner_id = :runner and snapshot_id = :snapshot order by host""")
        .bind("runner", runnerId.toString())
        .bind("snapshot", snapshotId)
        .map((row, _) -> new Host.Key(runnerId, row.getString("host")))
        .list();
  }

  /**
   * What a host holds of prebuilds that are deleted, that are to be, or that are unknown. One that
   * the host itself was asked to delete is none of these before it is done: that is said with the
   * prebuild.
   */
  public List<String> deleted(Host.Key host) {
    return handle
        .createQuery(
            """
            select snapshot_id from held_snapshot held
            where runner_id = :runner and host = :host
              and not exists (
                select 1 from prebuild
                where prebuild.id = held.snapshot_id and prebuild.runner_id = held.runner_id
                  and prebuild.phase <> :deleted
                  and (prebuild.desired_phase not in (:deleting, :deleted)
                    or prebuild.host = held.host))
            order by snapshot_id""")
        .bind("runner", host.runnerId().toString())
        .bind("host", host.name())
        .bind("deleting", PrebuildPhase.PREBUILD_PHASE_DELETING_VALUE)
        .bind("deleted", PrebuildPhase.PREBUILD_PHASE_DELETED_VALUE)
        .mapTo(String.class)
        .list();
  }

  /** Notes a snapshot that the host is known to hold. */
  public void add(Host.Key host, String snapshotId) {
    set(host, snapshotId, 0);
  }

  /**
   * Notes what a host lists. A snapshot that it lists no more counts until the next list lacks it
   * as well: a list may be older than the report of a snapshot that overtook it.
   *
   * @return whether it counts as holding anything else than before
   */
  public boolean note(Host.Key host, Set<String> listed) {
    Map<String, Integer> known = missed(host);
    boolean isChanged = false;
    for (String id : listed) {
      isChanged |= !known.containsKey(id);
      if (known.getOrDefault(id, 1) == 1) {
        set(host, id, 0);
      }
    }
    for (Map.Entry<String, Integer> entry : known.entrySet()) {
      if (listed.contains(entry.getKey())) {
        continue;
      }
      if (entry.getValue() == 0) {
        set(host, entry.getKey(), 1);
      } else {
        remove(host, entry.getKey());
        isChanged = true;
      }
    }
    return isChanged;
  }

  /** Whether noting the list would change nothing at all. */
  public boolean isNoted(Host.Key host, Set<String> listed) {
    Map<String, Integer> known = missed(host);
    return known.keySet().equals(listed) && !known.containsValue(1);
  }

  /** Forgets all that a host holds. */
  public void removeAll(Host.Key host) {
    handle
        .createUpdate("delete from held_snapshot where runner_id = :runner and host = :host")
        .bind("runner", host.runnerId().toString())
        .bind("host", host.name())
        .execute();
  }

  private Map<String, Integer> missed(Host.Key host) {
    Map<String, Integer> known = new HashMap<>();
    handle
        .createQuery(
            """
            select snapshot_id, missed from held_snapshot
            where runner_id = :runner and host = :host""")
        .bind("runner", host.runnerId().toString())
        .bind("host", host.name())
        .map((row, _) -> Map.entry(row.getString("snapshot_id"), row.getInt("missed")))
        .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
    return known;
  }

  private void set(Host.Key host, String snapshotId, int missed) {
    handle
        .createUpdate(
            """
            insert into held_snapshot (runner_id, host, snapshot_id, missed)
            values (:runner, :host, :snapshot, :missed)
            on conflict (runner_id, host, snapshot_id) do update set missed = excluded.missed""")
        .bind("runner", host.runnerId().toString())
        .bind("host", host.name())
        .bind("snapshot", snapshotId)
        .bind("missed", missed)
        .execute();
  }

  private void remove(Host.Key host, String snapshotId) {
    handle
        .createUpdate(
            """
            delete from held_snapshot
            where runner_id = :runner and host = :host and snapshot_id = :snapshot""")
        .bind("runner", host.runnerId().toString())
        .bind("host", host.name())
        .bind("snapshot", snapshotId)
        .execute();
  }
}
