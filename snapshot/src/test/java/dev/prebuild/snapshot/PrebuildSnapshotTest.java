package dev.prebuild.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.PrebuildSpec.Goal;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.snapshot.Faults.Call;
import dev.prebuild.snapshot.Faults.Moment;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import dev.prebuild.snapshot.secrets.SearchReport;
import dev.prebuild.snapshot.steps.Warning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a prebuild on its last way, from the end of its steps to its snapshot. */
final class PrebuildSnapshotTest {
  private static final UUID ID = new UUID(7, 7);
  private static final String SECRET = "not-a-real-one";

  private final World world = new World();

  private void run(Goal goal) {
    world.loop(Samples.prebuild(ID, goal)).run();
  }

  @Test
  void withoutRoomForItThePrebuildFails() {
    world.host.free(10);

    run(Goal.COMPLETE);

    assertThat(world.ends())
        .singleElement()
        .isInstanceOfSatisfying(
            PrebuildStatus.Failed.class,
            failed -> assertThat(failed.message()).contains("the disk has no room"));
    assertThat(world.journal.of(FakePrebuildHost.NOBODY)).containsExactly("makeRoom 5490");
    assertThat(world.journal.of(ID)).doesNotContain("commit");
    assertNothingIsLeft();
  }

  @Test
  void aSecretInItFailsThePrebuildBeforeTheCommit() {
    world.host.find(new SearchReport(List.of("/etc/token"), 10, 0, List.of()));

    world.loop(withSecret()).run();

    assertThat(world.ends())
        .singleElement()
        .isInstanceOfSatisfying(
            PrebuildStatus.Failed.class,
            failed -> assertThat(failed.message()).contains("/etc/token").doesNotContain(SECRET));
    assertThat(world.journal.of(ID)).contains("search").doesNotContain("commit");
    assertNothingIsLeft();
  }

  @Test
  void whatWasNotSearchedIsAWarning() {
    world.host.find(new SearchReport(List.of(), 10, 3 << 20, List.of("/var/large")));

    world.loop(withSecret()).run();

    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertThat(world.lastNotes().warnings())
        .containsExactly(
            new Warning(
                "snapshot",
                "3 MiB were not searched for secrets (snapshots.searchLimit), in /var/large"));
  }

  @Test
  void withoutSecretsNothingIsSearched() {
    run(Goal.COMPLETE);

    assertThat(world.journal.of(ID)).doesNotContain("search", "searched").contains("made");
  }

  @Test
  void itIsNamedWhenItIsProvenAndNotBefore() {
    run(Goal.COMPLETE);

    assertThat(world.journal.of(ID)).containsSubsequence("commit", "prove", "name", "made");
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"PROVE", "NAME"})
  void whatIsNotProvenOrNamedIsDiscarded(Call call) {
    world.faults.plan(call, Moment.BEFORE, Faults.REFUSED);

    run(Goal.COMPLETE);

    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Failed.class);
    assertNothingIsLeft();
    assertThat(world.host.snapshots()).isEmpty();
  }

  private static PrebuildSpec withSecret() {
    PrebuildSpec spec = Samples.prebuild(ID, Goal.COMPLETE);
    return new PrebuildSpec(
        spec.id(),
        spec.projectId(),
        spec.environmentClass(),
        new Repository(
            spec.repository().url(),
            Optional.empty(),
            Optional.of(new Repository.Credentials("user", new Secret(SECRET))),
            OptionalInt.empty()),
        spec.devContainer(),
        spec.tasks(),
        spec.excluded(),
        spec.goal(),
        spec.timeout(),
        spec.createdAt(),
        spec.reported());
  }

  @Test
  void theProgressGoesOnThroughThePush() {
    world.host.setPublishing();

    run(Goal.COMPLETE);

    assertThat(world.journal.phases(ID))
        .endsWith("SNAPSHOTTING 0", "SNAPSHOTTING 20", "SNAPSHOTTING 69", "COMPLETED");
    assertThat(world.journal.of(ID)).containsSubsequence("name", "publish", "COMPLETED");
    assertThat(world.host.published()).containsExactly(ID);
    assertNothingIsLeft();
  }

  /** The snapshot has its name by then. */
  @Test
  void aDeadlineDuringThePushFailsNothing() {
    world.host.setPublishing();
    Faults.Gate never = world.faults.hold(Call.PUBLISH, Moment.BEFORE);
    PrebuildSpec spec = Samples.prebuild(ID, Goal.COMPLETE);

    world
        .loop(
            new PrebuildSpec(
                spec.id(),
                spec.projectId(),
                spec.environmentClass(),
                spec.repository(),
                spec.devContainer(),
                spec.tasks(),
                spec.excluded(),
                spec.goal(),
                Duration.ofMillis(500),
                spec.createdAt(),
                spec.reported()))
        .run();

    assertThat(never.open().getCount()).as("only the deadline has ended it").isOne();
    assertThat(world.host.published()).isEmpty();
    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertThat(world.host.snapshots()).containsExactly(ID);
    assertNothingIsLeft();
  }

  @Test
  void aPushThatNobodyForesawToFailFailsNothing() {
    world.host.setPublishing();
    world.faults.plan(Call.PUBLISH, Moment.BEFORE, Faults.UNFORESEEN);

    run(Goal.COMPLETE);

    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertThat(world.journal.of(ID)).containsOnlyOnce("commit");
    assertNothingIsLeft();
  }

  /** The next life of the agent pushes it without the prebuild. */
  @Test
  void aCrashDuringThePushLeavesACompletedPrebuild() {
    world.host.setPublishing();
    world.faults.plan(Call.PUBLISH, Moment.BEFORE, Faults.CRASH);
    assertThatThrownBy(() -> run(Goal.COMPLETE)).isInstanceOf(Faults.Crash.class);

    run(Goal.COMPLETE);

    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertThat(world.journal.of(ID)).containsOnlyOnce("publish").containsOnlyOnce("commit");
    assertNothingIsLeft();
  }

  @Test
  void aSnapshotThatCannotBeRemovedIsTriedAgain() {
    run(Goal.COMPLETE);
    world.faults.plan(Call.REMOVE_SNAPSHOT, Moment.BEFORE, Faults.REFUSED);

    run(Goal.DELETE);

    assertThat(world.ends()).last().isEqualTo(new PrebuildStatus.Deleted());
    assertThat(world.host.snapshots()).isEmpty();
  }

  @Test
  void aSnapshotOfAFailedPrebuildIsRemoved() {
    world.ledger.write(ID, Ledger.Entry.begin(Samples.NOW.minus(Samples.TIMEOUT), 1).launched());
    world.host.putRunning(ID);
    world.faults.plan(
        Call.CONCLUDE,
        Moment.BEFORE,
        () -> {
          Ledger.Entry entry = Ledger.Entry.begin(Samples.NOW, 1);
          String image = world.host.commit(Samples.prebuild(ID, Goal.COMPLETE), entry, _ -> {});
          world.host.name(ID, image);
        });

    run(Goal.COMPLETE);

    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Failed.class);
    assertThat(world.host.snapshots()).isEmpty();
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    assertThat(world.host.containers()).isEmpty();
    assertThat(world.host.drafts()).isEmpty();
    assertThat(world.fetched()).isEmpty();
  }
}
