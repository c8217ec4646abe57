package dev.prebuild.snapshot;

import dev.prebuild.snapshot.ledger.Ledger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A ledger in memory: it outlives the loops, as files do. */
final class FakeLedger implements Ledger {
  private final Journal journal;
  private final Map<UUID, Entry> entries = new ConcurrentHashMap<>();

  FakeLedger(Journal journal) {
    this.journal = journal;
  }

  @Override
  public Optional<Entry> read(UUID prebuildId) {
    return Optional.ofNullable(entries.get(prebuildId));
  }

  @Override
  public void write(UUID prebuildId, Entry entry) {
    entries.put(prebuildId, entry);
  }

  @Override
  public void remove(UUID prebuildId) {
    entries.remove(prebuildId);
    journal.add(prebuildId, "removeEntry");
  }

  @Override
  public Set<UUID> ids() {
    return Set.copyOf(entries.keySet());
  }
}
