package dev.prebuild.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.PrebuildSpec.Goal;
import dev.prebuild.snapshot.Faults.Call;
import dev.prebuild.snapshot.Faults.Moment;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.lifecycle.PrebuildPlanner;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import dev.prebuild.snapshot.lifecycle.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One loop on the test's own thread: it ends by itself. */
final class PrebuildLoopTest {
  private static final UUID ID = new UUID(7, 7);

  private final World world = new World();

  private void run(Goal goal) {
    world.loop(Samples.prebuild(ID, goal)).run();
  }

  @Test
  void tellsEveryPhaseInOrder() {
    world.host.exitAtOnce(Optional.empty());
    world.faults.plan(Call.AWAIT_END, Moment.BEFORE, () -> world.host.endSteps(ID, 0));

    run(Goal.COMPLETE);

    assertThat(world.journal.phases(ID))
        .containsExactly(
            "STARTING", "RUNNING", "STOPPING", "SNAPSHOTTING 0", "SNAPSHOTTING 50", "COMPLETED");
    assertThat(world.ends())
        .containsExactly(
            new PrebuildStatus.Completed(
                PrebuildPlanner.environmentId(ID),
                new Snapshot(ID, FakePrebuildHost.SNAPSHOT_BYTES),
                Samples.NOW));
    assertNothingIsLeft();
  }

  @Test
  void removesTheContainerOnlyAfterItsEndWasTold() {
    run(Goal.COMPLETE);

    assertThat(world.journal.of(ID)).containsSubsequence("COMPLETED", "removeContainer");
    assertThat(world.journal.of(ID).indexOf("removeContainer"))
        .isGreaterThan(world.journal.of(ID).indexOf("COMPLETED"));
  }

  @Test
  void aFailedStepEndsWithoutASnapshot() {
    world.host.exitAtOnce(Optional.of(7));

    run(Goal.COMPLETE);

    assertThat(world.ends())
        .singleElement()
        .isInstanceOfSatisfying(
            PrebuildStatus.Failed.class,
            failed -> assertThat(failed.message()).contains("code 7", "last line"));
    assertThat(world.host.snapshots()).isEmpty();
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @CsvSource({
    "FETCH, BEFORE",
    "LAUNCH, BEFORE",
    "LAUNCH, AFTER",
    "COMMIT, BEFORE",
    "PROVE, BEFORE",
    "NAME, BEFORE"
  })
  void whatCannotBeDoneFailsThePrebuild(Call call, Moment moment) {
    world.faults.plan(call, moment, Faults.REFUSED);

    run(Goal.COMPLETE);

    assertThat(world.ends())
        .containsExactly(new PrebuildStatus.Failed("no such image", Samples.NOW));
    assertNothingIsLeft();
  }

  /** The answer may be lost after the effect: then it must not be done twice. */
  @ParameterizedTest
  @CsvSource({
    "OBSERVE, BEFORE",
    "LAUNCH, BEFORE",
    "LAUNCH, AFTER",
    "AWAIT_END, AFTER",
    "COMMIT, BEFORE",
    "COMMIT, AFTER",
    "PROVE, BEFORE",
    "PROVE, AFTER",
    "NAME, BEFORE",
    "NAME, AFTER",
    "REMOVE_CONTAINER, BEFORE",
    "REMOVE_CONTAINER, AFTER"
  })
  void waitsForAHostThatIsAway(Call call, Moment moment) {
    world.host.exitAtOnce(Optional.empty());
    world.faults.plan(Call.AWAIT_END, Moment.BEFORE, () -> world.host.endSteps(ID, 0));
    world.faults.plan(call, moment, Faults.UNAVAILABLE);

    run(Goal.COMPLETE);

    assertThat(world.journal.of(ID)).contains("delayed: the engine is away");
    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertThat(world.host.made(ID)).isOne();
    assertNothingIsLeft();
  }

  @Test
  void onceItsFailureIsToldNothingIsLaunchedAgain() {
    world.faults.plan(Call.LAUNCH, Moment.AFTER, Faults.REFUSED);
    world.faults.plan(Call.REMOVE_CONTAINER, Moment.BEFORE, Faults.UNAVAILABLE);

    run(Goal.COMPLETE);

    assertThat(world.journal.of(ID)).containsOnlyOnce("launch").containsOnlyOnce("FAILED");
    assertThat(world.host.snapshots()).isEmpty();
    assertNothingIsLeft();
  }

  @Test
  void aContainerThatCannotBeRemovedDoesNotTurnSuccessIntoFailure() {
    world.faults.plan(Call.REMOVE_CONTAINER, Moment.BEFORE, Faults.REFUSED);

    run(Goal.COMPLETE);

    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertNothingIsLeft();
  }

  @Test
  void goesOnAfterWhatNobodyForesaw() {
    world.faults.plan(Call.REMOVE_SOURCES, Moment.BEFORE, Faults.UNFORESEEN);

    run(Goal.COMPLETE);

    assertThat(world.journal.of(ID)).contains("broken: nobody thought of this");
    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertNothingIsLeft();
  }

  /**
   * A new agent knows nothing but what the host holds, and what the control plane still wants.
   *
   * @param calls that go well before the one that it dies in
   */
  @ParameterizedTest
  @CsvSource({
    "OBSERVE, BEFORE, 0",
    "OBSERVE, BEFORE, 1",
    "OBSERVE, BEFORE, 2",
    "FETCH, BEFORE, 0",
    "FETCH, AFTER, 0",
    "LAUNCH, BEFORE, 0",
    "LAUNCH, AFTER, 0",
    "AWAIT_END, BEFORE, 0",
    "COMMIT, BEFORE, 0",
    "COMMIT, AFTER, 0",
    "PROVE, BEFORE, 0",
    "PROVE, AFTER, 0",
    "NAME, BEFORE, 0",
    "NAME, AFTER, 0",
    "CONCLUDE, BEFORE, 0",
    "CONCLUDE, AFTER, 0",
    "REMOVE_CONTAINER, BEFORE, 0",
    "REMOVE_CONTAINER, AFTER, 0",
    "REMOVE_SOURCES, BEFORE, 0",
    "REMOVE_SOURCES, BEFORE, 1"
  })
  void anotherLoopTakesUpAfterACrash(Call call, Moment moment, int calls)
      throws InterruptedException {
    world.host.exitAtOnce(call == Call.AWAIT_END ? Optional.empty() : Optional.of(0));
    for (int i = 0; i < calls; i++) {
      world.faults.plan(call, moment, Faults.NONE);
    }
    world.faults.plan(call, moment, Faults.CRASH);
    assertThatThrownBy(() -> run(Goal.COMPLETE)).isInstanceOf(Faults.Crash.class);

    world.host.endSteps(ID, 0);
    if (world.ends().isEmpty()) {
      run(Goal.COMPLETE);
      assertThat(world.fetched()).isEmpty();
    } else {
      new Prebuilds(world.means(), World.limits(1)).want(List.of(), Set.of());
    }

    world.journal.awaitThat("no container", () -> world.host.containers().isEmpty());
    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertThat(world.host.snapshots()).containsExactly(ID);
    assertThat(world.host.made(ID)).isOne();
  }

  /** Nobody else tells when it began, and how often. */
  @Test
  void whatIsFoundOutIsWrittenDownBeforeTheContainerStarts() {
    world.faults.plan(
        Call.LAUNCH,
        Moment.BEFORE,
        () -> {
          Ledger.Entry entry = world.ledger.read(ID).orElseThrow();
          assertThat(entry.startedAt()).isEqualTo(Samples.NOW);
          assertThat(entry.isLaunched()).isFalse();
          assertThat(entry.findings().orElseThrow().steps()).containsExactly("build", "test");
          assertThat(entry.findings().orElseThrow().commit()).isEqualTo("c0ffee");
        });

    run(Goal.COMPLETE);

    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertThat(world.ledger.ids()).isEmpty();
  }

  @Test
  void aDevContainerThatCannotBeHadIsLeftOutWithAWarning() {
    world.tree.with(".devcontainer.json", "{\"image\": \"no/such\"}");
    world.faults.plan(Call.OBTAIN, Moment.BEFORE, Faults.REFUSED);

    run(Goal.COMPLETE);

    assertThat(world.journal.of(ID)).contains("obtain Named[image=debian:12]");
    assertThat(world.ends()).singleElement().isInstanceOf(PrebuildStatus.Completed.class);
    assertThat(world.lastNotes().warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.step()).isEqualTo("dev container");
              assertThat(warning.text()).contains("debian:12", "no such image");
            });
  }

  @Test
  void withoutADevContainerAnImageThatCannotBeHadFailsThePrebuild() {
    world.faults.plan(Call.OBTAIN, Moment.BEFORE, Faults.REFUSED);

    run(Goal.COMPLETE);

    assertThat(world.ends())
        .containsExactly(new PrebuildStatus.Failed("no such image", Samples.NOW));
  }

  @Test
  void anAutomationsFileThatMakesNoSenseFailsThePrebuild() {
    world.tree.with(".ona/automations.yaml", "tasks: [");

    run(Goal.COMPLETE);

    assertThat(world.ends())
        .singleElement()
        .isInstanceOfSatisfying(
            PrebuildStatus.Failed.class,
            failed -> assertThat(failed.message()).contains(".ona/automations.yaml"));
    assertThat(world.journal.of(ID)).doesNotContain("launch");
  }

  /** The control plane knows that it runs already, and is not told that it starts. */
  @Test
  void oneThatIsBegunAgainDoesNotGoBackInWhatIsTold() {
    world.ledger.write(ID, Ledger.Entry.begin(Samples.NOW, 1).launched());
    PrebuildSpec spec = Samples.prebuild(ID, Goal.COMPLETE);
    PrebuildSpec known =
        new PrebuildSpec(
            spec.id(),
            spec.projectId(),
            spec.environmentClass(),
            spec.repository(),
            spec.devContainer(),
            spec.tasks(),
            spec.excluded(),
            spec.goal(),
            spec.timeout(),
            spec.createdAt(),
            new PrebuildSpec.Reported(PrebuildPhase.RUNNING, 4));

    world.loop(known).run();

    assertThat(world.journal.phases(ID))
        .containsExactly("STOPPING", "SNAPSHOTTING 0", "SNAPSHOTTING 50", "COMPLETED");
    assertThat(world.journal.of(ID)).contains("heard STARTING");
  }

  @Test
  void oneThatWasLostTwiceIsGivenUp() {
    world.ledger.write(ID, Ledger.Entry.begin(Samples.NOW, 2).launched());

    run(Goal.COMPLETE);

    assertThat(world.ends())
        .singleElement()
        .isInstanceOfSatisfying(
            PrebuildStatus.Failed.class,
            failed -> assertThat(failed.message()).contains("begun 2 times"));
    assertNothingIsLeft();
  }

  /** The engine may have carried on with a commit that nobody waits for. */
  private void assertNothingIsLeft() {
    assertThat(world.host.containers()).isEmpty();
    assertThat(world.fetched()).isEmpty();
  }
}
