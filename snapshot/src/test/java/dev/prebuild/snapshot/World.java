package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.Faults.Call;
import dev.prebuild.snapshot.Faults.Moment;
import dev.prebuild.snapshot.host.PrebuildReporter;
import dev.prebuild.snapshot.host.SnapshotSize;
import dev.prebuild.snapshot.host.SourceFetcher;
import dev.prebuild.snapshot.host.Sources;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import dev.prebuild.snapshot.secrets.SearchReport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** All that loops work with, faked: what is in it outlives them. */
final class World implements SourceFetcher, PrebuildReporter, PrebuildListener, SnapshotListener {
  final Faults faults = new Faults();
  final Journal journal = new Journal();
  final FakePrebuildHost host = new FakePrebuildHost(faults, journal);
  final FakeLedger ledger = new FakeLedger(journal);
  final FakeTree tree = new FakeTree();

  private final Set<UUID> fetched = new HashSet<>();
  private final List<PrebuildStatus> ends = new ArrayList<>();
  private Notes lastNotes = Notes.NONE;

  static Prebuilds.Limits limits(int concurrency) {
    return new Prebuilds.Limits(concurrency, 0, Long.MAX_VALUE);
  }

  /** One loop, for the test's own thread: it ends by itself. */
  PrebuildLoop loop(PrebuildSpec spec) {
    Prebuilds.Means means = means();
    return new PrebuildLoop(
        spec, means, new Slots(1, Clock.systemUTC()), SnapshotMaker.of(means, limits(1)));
  }

  Prebuilds.Means means() {
    // Zero makes the shortest pauses: these tests really wait for them.
    return new Prebuilds.Means(
        host,
        host,
        this,
        ledger,
        new FakeLog(journal),
        this,
        this,
        this,
        host::makeRoom,
        List.of("/tmp/*"),
        Clock.fixed(Samples.NOW, ZoneOffset.UTC),
        () -> 0L);
  }

  synchronized Set<UUID> fetched() {
    return Set.copyOf(fetched);
  }

  /** What was told with the last end. */
  synchronized Notes lastNotes() {
    return lastNotes;
  }

  /** The ends that the control plane has taken. */
  synchronized List<PrebuildStatus> ends() {
    return List.copyOf(ends);
  }

  @Override
  public Sources fetch(UUID prebuildId, Repository repository) throws InterruptedException {
    faults.strike(Call.FETCH, Moment.BEFORE);
    synchronized (this) {
      fetched.add(prebuildId);
    }
    journal.add(prebuildId, "fetch");
    faults.strike(Call.FETCH, Moment.AFTER);
    return new Sources(Path.of("/sources/" + prebuildId), tree, "c0ffee");
  }

  @Override
  public void remove(UUID prebuildId) {
    faults.strikeDeaf(Call.REMOVE_SOURCES, Moment.BEFORE);
    synchronized (this) {
      fetched.remove(prebuildId);
    }
    journal.add(prebuildId, "removeSources");
  }

  @Override
  public void report(PrebuildSpec spec, PrebuildStatus status, Notes notes) {
    String percent =
        status instanceof PrebuildStatus.Snapshotting snapshotting
            ? " " + snapshotting.percent()
            : "";
    journal.add(spec.id(), status.phase() + percent);
  }

  @Override
  public void conclude(PrebuildSpec spec, PrebuildStatus status, Notes notes)
      throws InterruptedException {
    faults.strike(Call.CONCLUDE, Moment.BEFORE);
    synchronized (this) {
      ends.add(status);
      lastNotes = notes;
    }
    journal.add(spec.id(), status.phase().name());
    faults.strike(Call.CONCLUDE, Moment.AFTER);
  }

  @Override
  public void changed(PrebuildSpec spec, PrebuildStatus status, Notes notes) {
    journal.add(spec.id(), "heard " + status.phase());
  }

  @Override
  public void delayed(UUID prebuildId, String cause, Duration pause) {
    journal.add(prebuildId, "delayed: " + cause);
  }

  @Override
  public void waitsForUsers(UUID prebuildId) {
    journal.add(prebuildId, "waitsForUsers");
  }

  @Override
  public void searched(UUID prebuildId, SearchReport report, Duration took) {
    journal.add(prebuildId, "searched");
  }

  @Override
  public void made(UUID prebuildId, SnapshotSize size, Times times) {
    journal.add(prebuildId, "made");
  }

  @Override
  public void straysRemain(String cause) {}

  @Override
  public void broken(UUID prebuildId, RuntimeException cause) {
    journal.add(prebuildId, "broken: " + cause.getMessage());
  }
}
