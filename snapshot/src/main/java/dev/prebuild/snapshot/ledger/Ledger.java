package dev.prebuild.snapshot.ledger;

import dev.prebuild.snapshot.steps.Warning;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What must survive a crash and no container or image can tell: when a prebuild began, how often,
 * what was said of it, and whether its snapshot is to stay.
 */
public interface Ledger {

  /** Empty if the prebuild has not begun here. */
  Optional<Entry> read(UUID prebuildId);

  /** Writes it, whole or not at all. */
  void write(UUID prebuildId, Entry entry);

  /** No error if there is none. */
  void remove(UUID prebuildId);

  /** Prebuilds that have an entry. */
  Set<UUID> ids();

  /**
   * What is known of a prebuild that has begun.
   *
   * @param startedAt when it did for the first time; its timeout counts from here
   * @param tries how often it was begun from the beginning; 1 or more
   * @param isLaunched whether this try has a container that was started
   * @param isCompleted whether its snapshot is there to stay; written before that is told
   * @param findings what came out while it was prepared; empty before
   */
  record Entry(
      Instant startedAt,
      int tries,
      boolean isLaunched,
      boolean isCompleted,
      Optional<Findings> findings) {

    /** A try that begins. */
    public static Entry begin(Instant startedAt, int tries) {
      return new Entry(startedAt, tries, false, false, Optional.empty());
    }

    /** The same, prepared. */
    public Entry prepared(Findings findings) {
      return new Entry(startedAt, tries, isLaunched, isCompleted, Optional.of(findings));
    }

    /** The same, with a container that was started. */
    public Entry launched() {
      return new Entry(startedAt, tries, true, isCompleted, findings);
    }

    /** The same, completed. */
    public Entry completed() {
      return new Entry(startedAt, tries, isLaunched, true, findings);
    }

    /** Warnings so far. */
    public List<Warning> warnings() {
      return findings.map(Findings::warnings).orElse(List.of());
    }
  }

  /**
   * What is found out about a prebuild before its container starts.
   *
   * @param commit that is built
   * @param steps their names, in order
   * @param services their names, in order
   * @param metadata for the snapshot's label {@code devcontainer.metadata}
   */
  record Findings(
      String commit,
      List<String> steps,
      List<String> services,
      List<Warning> warnings,
      String metadata) {
    /** Nothing, of a prebuild whose ledger is gone. */
    public static final Findings NONE = new Findings("", List.of(), List.of(), List.of(), "");

    public Findings {
      steps = List.copyOf(steps);
      services = List.copyOf(services);
      warnings = List.copyOf(warnings);
    }

    /** Of steps, then of services: their places are those in the journal. */
    public List<String> names() {
      return Stream.concat(steps.stream(), services.stream()).toList();
    }

    /** The same, with more warnings. */
    public Findings with(List<Warning> more) {
      return new Findings(
          commit,
          steps,
          services,
          Stream.concat(warnings.stream(), more.stream()).distinct().toList(),
          metadata);
    }
  }
}
