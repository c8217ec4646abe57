package dev.prebuild.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.PrebuildSpec.Goal;
import dev.prebuild.snapshot.Faults.Call;
import dev.prebuild.snapshot.Faults.Gate;
import dev.prebuild.snapshot.Faults.Moment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goals that change while loops are at work, on their own threads. */
final class PrebuildsTest {
  private static final UUID A = new UUID(7, 1);
  private static final UUID B = new UUID(7, 2);
  private static final UUID C = new UUID(7, 3);

  private final World world = new World();
  private final Prebuilds prebuilds = new Prebuilds(world.means(), World.limits(1));

  @AfterEach
  void close() {
    prebuilds.close();
  }

  private void want(Goal goal, UUID... ids) {
    List<PrebuildSpec> specs = List.of(ids).stream().map(id -> Samples.prebuild(id, goal)).toList();
    prebuilds.want(specs, Set.of());
  }

  /** Also when the snapshot is there already, as long as its completion has not been told. */
  @ParameterizedTest
  @CsvSource({
    "FETCH, BEFORE",
    "FETCH, AFTER",
    "LAUNCH, BEFORE",
    "LAUNCH, AFTER",
    "AWAIT_END, BEFORE",
    "COMMIT, BEFORE",
    "COMMIT, AFTER",
    "CONCLUDE, BEFORE"
  })
  void cancelsAtAnyStage(Call call, Moment moment) throws InterruptedException {
    world.host.exitAtOnce(call == Call.AWAIT_END ? Optional.empty() : Optional.of(0));
    Gate gate = world.faults.hold(call, moment);
    want(Goal.COMPLETE, A);
    gate.awaitCaller();

    want(Goal.CANCEL, A);

    world.journal.await(A, "CANCELLED");
    awaitClearedAway(A);
    assertThat(world.ends()).hasSize(1);
    assertThat(world.host.snapshots()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "FETCH, BEFORE",
    "FETCH, AFTER",
    "LAUNCH, BEFORE",
    "LAUNCH, AFTER",
    "AWAIT_END, BEFORE",
    "COMMIT, BEFORE",
    "COMMIT, AFTER",
    "CONCLUDE, BEFORE"
  })
  void deletesAtAnyStage(Call call, Moment moment) throws InterruptedException {
    world.host.exitAtOnce(call == Call.AWAIT_END ? Optional.empty() : Optional.of(0));
    Gate gate = world.faults.hold(call, moment);
    want(Goal.COMPLETE, A);
    gate.awaitCaller();

    want(Goal.DELETE, A);

    world.journal.await(A, "DELETED");
    awaitClearedAway(A);
    assertThat(world.host.snapshots()).isEmpty();
  }

  @Test
  void deletesWhatHasCompleted() throws InterruptedException {
    want(Goal.COMPLETE, A);
    world.journal.await(A, "COMPLETED");
    awaitClearedAway(A);
    assertThat(world.host.snapshots()).containsExactly(A);

    want(Goal.DELETE, A);

    world.journal.await(A, "DELETED");
    assertThat(world.host.snapshots()).isEmpty();
    assertThat(world.journal.phases(A)).endsWith("COMPLETED", "DELETING", "DELETED");
  }

  /** No interrupt ends a removal, so nothing but the loop itself can notice the new goal. */
  @Test
  void aSnapshotInUseIsDeletedWithItsLastUser() throws InterruptedException {
    want(Goal.COMPLETE, A);
    world.journal.await(A, "COMPLETED");
    awaitClearedAway(A);
    world.host.use(A);
    want(Goal.DELETE, A);
    world.journal.await(A, "waitsForUsers");

    // One that is not the last, then the last one.
    long refusals = refusals();
    prebuilds.containerGone();
    world.journal.awaitThat("another refusal", () -> refusals() > refusals);
    world.host.leave(A);
    prebuilds.containerGone();

    world.journal.await(A, "DELETED");
    assertThat(world.journal.of(A)).containsOnlyOnce("waitsForUsers", "DELETING");
    assertThat(world.journal.of(A)).noneMatch(entry -> entry.startsWith("delayed"));
    assertThat(world.host.snapshots()).isEmpty();
  }

  private long refusals() {
    return world.journal.of(A).stream().filter("in use"::equals).count();
  }

  @Test
  void aGoalThatComesDuringTheLastCallIsNotLost() throws InterruptedException {
    Gate removal = world.faults.hold(Call.REMOVE_CONTAINER, Moment.AFTER);
    want(Goal.COMPLETE, A);
    removal.awaitCaller();

    want(Goal.DELETE, A);
    removal.letGo();

    world.journal.await(A, "DELETED");
    assertThat(world.host.snapshots()).isEmpty();
  }

  @Test
  void anAnswerOlderThanTheEndDoesNotStartItAgain() throws InterruptedException {
    want(Goal.COMPLETE, A);
    world.journal.await(A, "COMPLETED");
    awaitClearedAway(A);

    want(Goal.COMPLETE, A, B);
    world.journal.await(B, "COMPLETED");

    assertThat(world.journal.of(A)).containsOnlyOnce("launch").containsOnlyOnce("COMPLETED");
  }

  @Test
  void removesContainersThatNobodyWants() throws InterruptedException {
    world.host.putRunning(A);
    world.host.putRunning(B);
    world.host.putRunning(C);
    prebuilds.want(List.of(Samples.prebuild(B, Goal.COMPLETE)), Set.of(C));

    world.journal.await(A, "removeContainer");
    world.journal.await(B, "awaitEnd");

    assertThat(world.host.containers()).containsExactlyInAnyOrder(B, C);
  }

  /** It was given to another host, or given up: its end is nobody's business. */
  @Test
  void oneThatIsNotNamedAnyMoreIsRemovedAndNothingIsToldOfIt() throws InterruptedException {
    world.host.exitAtOnce(Optional.empty());
    want(Goal.COMPLETE, A);
    world.journal.await(A, "awaitEnd");

    prebuilds.want(List.of(), Set.of());

    awaitClearedAway(A);
    assertThat(world.host.snapshots()).isEmpty();
    assertThat(world.journal.phases(A)).endsWith("RUNNING");
    world.journal.await(A, "abandoned");
  }

  @Test
  void oneThatIsNotUnderstoodGoesOn() throws InterruptedException {
    world.host.exitAtOnce(Optional.empty());
    want(Goal.COMPLETE, A);
    world.journal.await(A, "awaitEnd");

    prebuilds.want(List.of(), Set.of(A));
    world.host.endSteps(A, 0);

    world.journal.await(A, "COMPLETED");
  }

  /**
   * An answer may be younger than the report of the end, and older than the report's own answer.
   */
  @Test
  void oneWhoseEndIsBeingToldIsNotRemovedBeforeThat() throws InterruptedException {
    Gate telling = world.faults.hold(Call.CONCLUDE, Moment.AFTER);
    want(Goal.COMPLETE, A);
    telling.awaitCaller();

    prebuilds.want(List.of(), Set.of());
    telling.letGo();

    awaitClearedAway(A);
    assertThat(world.host.snapshots()).containsExactly(A);
  }

  @Test
  void closingLeavesContainersRunning() throws InterruptedException {
    world.host.exitAtOnce(Optional.empty());
    want(Goal.COMPLETE, A);
    world.journal.await(A, "awaitEnd");

    prebuilds.close();
    Prebuilds next = new Prebuilds(world.means(), World.limits(1));
    next.want(List.of(Samples.prebuild(A, Goal.COMPLETE)), Set.of());
    world.host.endSteps(A, 0);

    world.journal.await(A, "COMPLETED");
    assertThat(world.journal.of(A)).containsOnlyOnce("launch");
    next.close();
  }

  @Test
  void worksOnNoMoreThanItMay() throws InterruptedException {
    world.host.exitAtOnce(Optional.empty());
    try (Prebuilds two = new Prebuilds(world.means(), World.limits(2))) {
      two.want(
          List.of(A, B, C).stream().map(id -> Samples.prebuild(id, Goal.COMPLETE)).toList(),
          Set.of());
      for (UUID id : List.of(A, B, C)) {
        world.journal.await(id, "observe");
      }
      for (int ended = 0; ended < 3; ended++) {
        awaitRunning();
        UUID next = world.host.running().iterator().next();
        world.host.endSteps(next, 0);
        world.journal.await(next, "COMPLETED");
      }
    }
    assertThat(world.host.mostRunning()).isEqualTo(2);
  }

  private void awaitRunning() throws InterruptedException {
    world.journal.awaitThat("one runs", () -> !world.host.running().isEmpty());
  }

  @Test
  void whatIsFoundRunningDoesNotWait() throws InterruptedException {
    world.host.putRunning(A);
    world.host.putRunning(B);

    want(Goal.COMPLETE, A, B);

    world.journal.await(A, "awaitEnd");
    world.journal.await(B, "awaitEnd");
  }

  @Test
  void holdsNoSlotWhileItTellsItsEnd() throws InterruptedException {
    Gate telling = world.faults.hold(Call.CONCLUDE, Moment.BEFORE);
    want(Goal.COMPLETE, A);
    telling.awaitCaller();

    want(Goal.COMPLETE, A, B);
    world.journal.await(B, "COMPLETED");

    assertThat(world.journal.of(A)).doesNotContain("COMPLETED");
    telling.letGo();
    world.journal.await(A, "COMPLETED");
  }

  @Test
  void aWaitingOneCanBeCancelled() throws InterruptedException {
    Gate working = world.faults.hold(Call.LAUNCH, Moment.BEFORE);
    want(Goal.COMPLETE, A);
    working.awaitCaller();
    want(Goal.COMPLETE, A, B);
    world.journal.await(B, "observe");

    prebuilds.want(
        List.of(Samples.prebuild(A, Goal.COMPLETE), Samples.prebuild(B, Goal.CANCEL)), Set.of());

    world.journal.await(B, "CANCELLED");
    assertThat(world.journal.of(B)).doesNotContain("STARTING", "launch");
  }

  private void awaitClearedAway(UUID id) throws InterruptedException {
    world.journal.awaitThat(
        id + " is cleared away",
        () ->
            !world.host.containers().contains(id)
                && !world.fetched().contains(id)
                && world.journal.of(id).getLast().equals("removeEntry"));
  }
}
