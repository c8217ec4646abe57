package dev.prebuild.agent.overview;

import dev.prebuild.agent.overview.Overview.Prebuild;
import dev.prebuild.config.spec.EnvironmentClass;
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

  private final Origins origins;
  private final InstantSource clock;

  /** In the order in which they were last heard of. */
  private final Map<UUID, Entry> entries = new LinkedHashMap<>();

  /** Not the specification itself, which holds the credentials of the repository. */
  private record Entry(
      UUID id,
      UUID projectId,
      EnvironmentClass environmentClass,
      Instant createdAt,
      PrebuildStatus status,
      Notes notes,
      Instant since) {
    static Entry of(PrebuildSpec spec, PrebuildStatus status, Notes notes, Instant since) {
      return new Entry(
          spec.id(),
          spec.projectId(),
          spec.environmentClass(),
          spec.createdAt(),
          status,
          notes,
          since);
    }

    boolean hasEnded() {
      return status.phase().isTerminal();
    }
  }

  public PrebuildBoard(Origins origins, InstantSource clock) {
    this.origins = origins;
    this.clock = clock;
  }

  /** A prebuild stands somewhere new. */
  public synchronized void changed(PrebuildSpec spec, PrebuildStatus status, Notes notes) {
    Instant since =
        Optional.ofNullable(entries.remove(spec.id()))
            .filter(before -> before.status().phase() == status.phase())
            .map(Entry::since)
            .orElseGet(clock::instant);
    entries.put(spec.id(), Entry.of(spec, status, notes, since));
    forgetOldest();
  }

  /** Nothing is wanted of it on this host any more. */
  public synchronized void abandoned(UUID prebuildId) {
    entries.remove(prebuildId);
  }

  private void forgetOldest() {
    List<UUID> ended = entries.values().stream().filter(Entry::hasEnded).map(Entry::id).toList();
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
    return new Prebuild(
        entry.id(),
        origins.of(entry.projectId(), entry.environmentClass()),
        entry.status().phase(),
        entry.createdAt(),
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
