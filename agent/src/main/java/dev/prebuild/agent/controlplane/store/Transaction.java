package dev.prebuild.agent.controlplane.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The tables, within one transaction; and the hosts that it gives something new to do. */
public final class Transaction {
  private final Handle handle;
  private final Instant now;
  private final Map<Host.Key, Long> woken = new LinkedHashMap<>();

  Transaction(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  /** When it began. */
  public Instant now() {
    return now;
  }

  public PrebuildTable prebuilds() {
    return new PrebuildTable(handle, new CounterTable(handle));
  }

  public WarmPoolTable warmPools() {
    return new WarmPoolTable(handle, new CounterTable(handle));
  }

  public HostTable hosts() {
    return new HostTable(handle);
  }

  public HeldSnapshotTable heldSnapshots() {
    return new HeldSnapshotTable(handle);
  }

  public SnapshotReferenceTable snapshotReferences() {
    return new SnapshotReferenceTable(handle);
  }

  public PoolShareTable shares() {
    return new PoolShareTable(handle);
  }

  public TokenTable tokens() {
    return new TokenTable(handle);
  }

  public SecretTable secrets() {
    return new SecretTable(handle);
  }

  public DailyPrebuildTable dailyPrebuilds() {
    return new DailyPrebuildTable(handle);
  }

  /**
   * To be called whenever anything changes that a host is told. The revision never falls behind the
   * clock, so that a database put back from a backup cannot repeat one that an agent remembers.
   */
  public void wake(Host.Key host) {
    if (!woken.containsKey(host)) {
      hosts()
          .raiseRevision(host, ChronoUnit.MICROS.between(Instant.EPOCH, now))
          .ifPresent(revision -> woken.put(host, revision));
    }
  }

  /** The new revisions of the hosts that are to be woken once this is committed. */
  Map<Host.Key, Long> woken() {
    return woken;
  }

  Handle handle() {
    return handle;
  }
}
