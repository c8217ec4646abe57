package dev.prebuild.agent.overview;

import dev.prebuild.agent.overview.Overview.Prebuild;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import dev.prebuild.snapshot.steps.Warning;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Where prebuilds stand: those under way, and the last that have ended. */
public final class PrebuildBoard {
  private static final int MOST_ENDED = 20;

  private final Names names;
  private final InstantSource clock;

  /** In the order in which they were last heard of. */
  private final Map<UUID, Entry> entries = new LinkedHashMap<>();

  private record Entry(PrebuildSpec spec, PrebuildStatus status, Notes notes, Instant since) {
    boolean hasEnded() {
      return status.phase().isTerminal();
    }
  }

  public PrebuildBoard(Names names, InstantSource clock) {
    this.names = names;
    this.clock = clock;
  }

  /** A prebuild stands somewhere new. */
  public synchronized void changed(PrebuildSpec spec, PrebuildStatus status, Notes notes) {
    Instant since =
        Optional.ofNullable(entries.remove(spec.id()))
            .filter(before -> before.status().phase() == status.phase())
            .map(Entry::since)
            .orElseGet(clock::instant);
    entries.put(spec.id(), new Entry(spec, status, notes, since));
    forgetOldest();
  }

  private void forgetOldest() {
    List<UUID> ended =
        entries.values().stream().filter(Entry::hasEnded).map(one -> one.spec().id()).toList();
    ended.subList(0, Math.max(0, ended.size() - MOST_ENDED)).forEach(entries::remove);
  }

  /** The newest first. */
  synchronized List<Prebuild> prebuilds() {
    return entries.values().stream()
        .map(this::prebuild)
        .sorted(Comparator.comparing(Prebuild::createdAt).reversed().thenComparing(Prebuild::id))
        .toList();
  }

  private Prebuild prebuild(Entry entry) {
    PrebuildSpec spec = entry.spec();
    return new Prebuild(
        spec.id(),
        names.origin(spec.projectId(), spec.environmentClass()),
        entry.status().phase(),
        spec.createdAt(),
        entry.since(),
        entry.status() instanceof PrebuildStatus.Snapshotting snapshotting
            ? OptionalInt.of(snapshotting.percent())
            : OptionalInt.empty(),
        entry.status() instanceof PrebuildStatus.Completed completed
            ? OptionalLong.of(completed.snapshot().sizeBytes())
            : OptionalLong.empty(),
        entry.notes().warnings().stream().map(Warning::text).toList(),
        entry.status() instanceof PrebuildStatus.Failed failed
            ? Optional.of(failed.message())
            : Optional.empty());
  }
}
