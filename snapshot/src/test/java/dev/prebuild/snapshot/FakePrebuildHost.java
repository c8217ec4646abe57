package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.Faults.Call;
import dev.prebuild.snapshot.Faults.Moment;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.LaunchPlan;
import dev.prebuild.snapshot.host.PrebuildHost;
import dev.prebuild.snapshot.host.SnapshotHost;
import dev.prebuild.snapshot.host.SnapshotInUseException;
import dev.prebuild.snapshot.host.SnapshotSize;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.lifecycle.Snapshot;
import dev.prebuild.snapshot.progress.Footprint;
import dev.prebuild.snapshot.secrets.Needles;
import dev.prebuild.snapshot.secrets.SearchReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** A host in memory: its containers and snapshots outlive the loops, as an engine's do. */
final class FakePrebuildHost implements PrebuildHost, SnapshotHost {
  static final long SNAPSHOT_BYTES = 1_000;
  static final UUID NOBODY = new UUID(0, 0);

  private final Faults faults;
  private final Journal journal;
  private final Map<UUID, Optional<Integer>> containers = new HashMap<>();
  private final Set<UUID> snapshots = new HashSet<>();
  private final Set<UUID> used = new HashSet<>();
  private final Map<UUID, Integer> names = new HashMap<>();
  private Optional<Integer> exitAtOnce = Optional.of(0);
  private final Set<String> drafts = new HashSet<>();
  private OptionalLong freeBytes = OptionalLong.empty();
  private SearchReport found = new SearchReport(List.of(), SNAPSHOT_BYTES, 0, List.of());
  private final Set<UUID> published = new HashSet<>();
  private boolean isPublishing;
  private int mostRunning;

  FakePrebuildHost(Faults faults, Journal journal) {
    this.faults = faults;
    this.journal = journal;
  }

  /** Exit code of steps that end as soon as they are started; empty to have them go on. */
  synchronized void exitAtOnce(Optional<Integer> code) {
    exitAtOnce = code;
  }

  /** A container that somebody has started before. */
  synchronized void putRunning(UUID id) {
    containers.put(id, Optional.empty());
  }

  synchronized void endSteps(UUID id, int code) {
    containers.replace(id, Optional.of(code));
    notifyAll();
  }

  synchronized Set<UUID> containers() {
    return Set.copyOf(containers.keySet());
  }

  synchronized Set<UUID> running() {
    return containers.entrySet().stream()
        .filter(entry -> entry.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Something is made from a snapshot. */
  synchronized void use(UUID id) {
    used.add(id);
  }

  /** Nothing is any more. */
  synchronized void leave(UUID id) {
    used.remove(id);
  }

  synchronized Set<UUID> snapshots() {
    return Set.copyOf(snapshots);
  }

  /** How often a snapshot came to be. */
  synchronized int made(UUID id) {
    return names.getOrDefault(id, 0);
  }

  synchronized int mostRunning() {
    return mostRunning;
  }

  @Override
  public Set<UUID> prebuilds() {
    return containers();
  }

  @Override
  public Evidence observe(PrebuildSpec spec, List<String> steps) {
    faults.strikeDeaf(Call.OBSERVE, Moment.BEFORE);
    journal.add(spec.id(), "observe");
    return look(spec.id());
  }

  private synchronized Evidence look(UUID id) {
    if (snapshots.contains(id)) {
      return new Evidence.Snapshotted(new Snapshot(id, SNAPSHOT_BYTES));
    }
    Optional<Integer> exitCode = containers.get(id);
    if (exitCode == null) {
      return new Evidence.Nothing();
    }
    return exitCode
        .<Evidence>map(
            code ->
                new Evidence.Ended(
                    Samples.NOW, code, false, false, List.of(), List.of(), List.of("last line")))
        .orElseGet(() -> new Evidence.Running(Samples.NOW));
  }

  @Override
  public ImageFacts obtain(PrebuildSpec spec, ImageSource source, Path checkout)
      throws InterruptedException {
    faults.strike(Call.OBTAIN, Moment.BEFORE);
    journal.add(spec.id(), "obtain " + source);
    return new ImageFacts("sha256:1", "", Map.of(), Optional.empty());
  }

  @Override
  public void launch(PrebuildSpec spec, LaunchPlan plan, Path checkout)
      throws InterruptedException {
    faults.strike(Call.LAUNCH, Moment.BEFORE);
    start(spec.id());
    journal.add(spec.id(), "launch");
    faults.strike(Call.LAUNCH, Moment.AFTER);
  }

  private synchronized void start(UUID id) {
    containers.put(id, exitAtOnce);
    mostRunning = Math.max(mostRunning, running().size());
  }

  @Override
  public void awaitEnd(PrebuildSpec spec, Duration atMost) throws InterruptedException {
    UUID prebuildId = spec.id();
    journal.add(prebuildId, "awaitEnd");
    faults.strike(Call.AWAIT_END, Moment.BEFORE);
    synchronized (this) {
      while (Optional.<Integer>empty().equals(containers.get(prebuildId))) {
        wait();
      }
    }
    faults.strike(Call.AWAIT_END, Moment.AFTER);
  }

  @Override
  public Footprint footprint(UUID prebuildId) {
    return new Footprint(SNAPSHOT_BYTES, 1);
  }

  @Override
  public synchronized OptionalLong freeBytes() {
    return freeBytes;
  }

  synchronized void free(long bytes) {
    freeBytes = OptionalLong.of(bytes);
  }

  void makeRoom(long bytes) {
    journal.add(NOBODY, "makeRoom " + bytes);
  }

  /** What the next searches come to. */
  synchronized void find(SearchReport report) {
    found = report;
  }

  @Override
  public SearchReport search(UUID prebuildId, Needles needles, long mostBytes)
      throws InterruptedException {
    faults.strike(Call.SEARCH, Moment.BEFORE);
    journal.add(prebuildId, "search");
    synchronized (this) {
      return found;
    }
  }

  @Override
  public String commit(PrebuildSpec spec, Ledger.Entry entry, IntConsumer progress)
      throws InterruptedException {
    faults.strike(Call.COMMIT, Moment.BEFORE);
    progress.accept(50);
    String image = "sha256:" + spec.id();
    synchronized (this) {
      drafts.add(image);
    }
    journal.add(spec.id(), "commit");
    faults.strike(Call.COMMIT, Moment.AFTER);
    return image;
  }

  @Override
  public void prove(PrebuildSpec spec, String image) throws InterruptedException {
    faults.strike(Call.PROVE, Moment.BEFORE);
    journal.add(spec.id(), "prove");
    faults.strike(Call.PROVE, Moment.AFTER);
  }

  @Override
  public SnapshotSize name(UUID prebuildId, String image) {
    faults.strikeDeaf(Call.NAME, Moment.BEFORE);
    synchronized (this) {
      if (!drafts.remove(image)) {
        throw new AssertionError("no such image: " + image);
      }
      snapshots.add(prebuildId);
      names.merge(prebuildId, 1, Integer::sum);
    }
    journal.add(prebuildId, "name");
    faults.strikeDeaf(Call.NAME, Moment.AFTER);
    return new SnapshotSize(SNAPSHOT_BYTES, SNAPSHOT_BYTES / 2);
  }

  @Override
  public synchronized boolean isPublishing() {
    return isPublishing;
  }

  /** From here on there is a registry. */
  synchronized void setPublishing() {
    isPublishing = true;
  }

  @Override
  public void publish(UUID snapshotId, IntConsumer progress) throws InterruptedException {
    journal.add(snapshotId, "publish");
    progress.accept(50);
    faults.strike(Call.PUBLISH, Moment.BEFORE);
    synchronized (this) {
      published.add(snapshotId);
    }
    faults.strike(Call.PUBLISH, Moment.AFTER);
  }

  synchronized Set<UUID> published() {
    return Set.copyOf(published);
  }

  @Override
  public synchronized void discard(String image) {
    drafts.remove(image);
  }

  /** Images that have no name: an engine's are found and removed later. */
  synchronized Set<String> drafts() {
    return Set.copyOf(drafts);
  }

  @Override
  public void removeContainer(UUID prebuildId) {
    faults.strikeDeaf(Call.REMOVE_CONTAINER, Moment.BEFORE);
    synchronized (this) {
      containers.remove(prebuildId);
      notifyAll();
    }
    journal.add(prebuildId, "removeContainer");
    faults.strikeDeaf(Call.REMOVE_CONTAINER, Moment.AFTER);
  }

  @Override
  public void removeSnapshot(UUID prebuildId) {
    faults.strikeDeaf(Call.REMOVE_SNAPSHOT, Moment.BEFORE);
    synchronized (this) {
      if (used.contains(prebuildId)) {
        journal.add(prebuildId, "in use");
        throw new SnapshotInUseException("in use", new IllegalStateException("conflict"));
      }
      snapshots.remove(prebuildId);
    }
    journal.add(prebuildId, "removeSnapshot");
    faults.strikeDeaf(Call.REMOVE_SNAPSHOT, Moment.AFTER);
  }
}
