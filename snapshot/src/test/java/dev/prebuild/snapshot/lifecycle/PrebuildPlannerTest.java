package dev.prebuild.snapshot.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.PrebuildSpec.Goal;
import dev.prebuild.snapshot.Samples;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.steps.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

final class PrebuildPlannerTest {
  private static final UUID ID = new UUID(3, 3);
  private static final Instant NOW = Samples.NOW;
  private static final Snapshot SNAPSHOT = new Snapshot(ID, 42);

  private static final Begun BEGUN = new Begun(Optional.empty(), false);
  private static final Evidence NOTHING = new Evidence.Nothing();
  private static final Evidence UNSTARTED = new Evidence.Unstarted();
  private static final Evidence RUNNING = new Evidence.Running(NOW.minusSeconds(60));
  private static final Evidence OVERDUE = new Evidence.Running(NOW.minus(Samples.TIMEOUT));
  private static final Evidence SUCCEEDED = ended(0, false, List.of());
  private static final Evidence FAILED = ended(7, false, List.of(step("build", 7)));
  private static final Evidence SNAPSHOTTED = new Evidence.Snapshotted(SNAPSHOT);

  private static final PrebuildAction LAUNCH = new PrebuildAction.Launch(1, Optional.empty());
  private static final PrebuildAction COMMIT =
      new PrebuildAction.Commit(
          (Evidence.Ended) SUCCEEDED, NOW.minusSeconds(60).plus(Samples.TIMEOUT));
  private static final PrebuildAction CANCEL =
      new PrebuildAction.Discard(Optional.of(new PrebuildStatus.Cancelling()));
  private static final PrebuildAction DELETE =
      new PrebuildAction.Discard(Optional.of(new PrebuildStatus.Deleting()));
  private static final PrebuildAction ABANDON = new PrebuildAction.Discard(Optional.empty());
  private static final PrebuildAction COMPLETED =
      conclude(new PrebuildStatus.Completed(PrebuildPlanner.environmentId(ID), SNAPSHOT, NOW));

  /** All there is: goal × evidence → action. */
  static final List<Arguments> TABLE =
      List.of(
          Arguments.of(Goal.COMPLETE, NOTHING, LAUNCH),
          Arguments.of(Goal.COMPLETE, UNSTARTED, LAUNCH),
          Arguments.of(
              Goal.COMPLETE,
              RUNNING,
              new PrebuildAction.Await(NOW.minusSeconds(60).plus(Samples.TIMEOUT))),
          Arguments.of(
              Goal.COMPLETE,
              OVERDUE,
              conclude(
                  new PrebuildStatus.Failed(
                      "timed out: its steps were not over within 3600 s; make it quicker or raise the timeout (2 h at most)",
                      NOW))),
          Arguments.of(Goal.COMPLETE, SUCCEEDED, COMMIT),
          Arguments.of(
              Goal.COMPLETE,
              FAILED,
              conclude(new PrebuildStatus.Failed("step 'build' exited with code 7", NOW))),
          Arguments.of(Goal.COMPLETE, SNAPSHOTTED, COMPLETED),
          Arguments.of(Goal.CANCEL, NOTHING, conclude(new PrebuildStatus.Cancelled(NOW))),
          Arguments.of(Goal.CANCEL, UNSTARTED, CANCEL),
          Arguments.of(Goal.CANCEL, RUNNING, CANCEL),
          Arguments.of(Goal.CANCEL, OVERDUE, CANCEL),
          Arguments.of(Goal.CANCEL, SUCCEEDED, CANCEL),
          Arguments.of(Goal.CANCEL, FAILED, CANCEL),
          Arguments.of(Goal.CANCEL, SNAPSHOTTED, CANCEL),
          Arguments.of(Goal.DELETE, NOTHING, conclude(new PrebuildStatus.Deleted())),
          Arguments.of(Goal.DELETE, UNSTARTED, DELETE),
          Arguments.of(Goal.DELETE, RUNNING, DELETE),
          Arguments.of(Goal.DELETE, OVERDUE, DELETE),
          Arguments.of(Goal.DELETE, SUCCEEDED, DELETE),
          Arguments.of(Goal.DELETE, FAILED, DELETE),
          Arguments.of(Goal.DELETE, SNAPSHOTTED, DELETE),
          Arguments.of(Goal.ABANDON, NOTHING, new PrebuildAction.Forget()),
          Arguments.of(Goal.ABANDON, UNSTARTED, ABANDON),
          Arguments.of(Goal.ABANDON, RUNNING, ABANDON),
          Arguments.of(Goal.ABANDON, OVERDUE, ABANDON),
          Arguments.of(Goal.ABANDON, SUCCEEDED, ABANDON),
          Arguments.of(Goal.ABANDON, FAILED, ABANDON),
          Arguments.of(Goal.ABANDON, SNAPSHOTTED, ABANDON));

  private static PrebuildAction conclude(PrebuildStatus status) {
    return new PrebuildAction.Conclude(status);
  }

  private static Evidence.Ended ended(
      int exitCode, boolean isOutOfMemory, List<StepRecord> steps, String... lastLines) {
    return new Evidence.Ended(
        NOW.minusSeconds(60), exitCode, isOutOfMemory, false, steps, List.of(), List.of(lastLines));
  }

  private static StepRecord skipped(String name, Optional<String> need) {
    return new StepRecord(name, NOW, new StepRecord.Skipped(need));
  }

  private static StepRecord step(String name, int exitCode) {
    return new StepRecord(name, NOW, new StepRecord.Ended(NOW, exitCode));
  }

  @ParameterizedTest
  @FieldSource("TABLE")
  void decidesFromGoalAndEvidence(Goal goal, Evidence evidence, PrebuildAction action) {
    assertThat(PrebuildPlanner.next(Samples.prebuild(ID, goal), evidence, BEGUN, NOW))
        .isEqualTo(action);
  }

  private static final Instant DEADLINE = NOW.minusSeconds(60).plus(Samples.TIMEOUT);
  private static final Evidence LOST = new Evidence.Lost(NOW.minusSeconds(60));

  private static PrebuildAction launch(int tries) {
    return new PrebuildAction.Launch(tries, Optional.of(DEADLINE));
  }

  private static Begun begun(int tries, boolean isLaunched, boolean isOfThisRun) {
    Ledger.Entry entry = Ledger.Entry.begin(NOW.minusSeconds(60), tries);
    return new Begun(Optional.of(isLaunched ? entry.launched() : entry), isOfThisRun);
  }

  /** What was cut off is begun once more, and no more than that. */
  static final List<Arguments> HISTORIES =
      List.of(
          // The host was away for a moment: the same try goes on.
          Arguments.of(NOTHING, begun(1, false, true), launch(1)),
          Arguments.of(UNSTARTED, begun(1, false, true), launch(1)),
          Arguments.of(NOTHING, begun(2, false, true), launch(2)),
          // Another run of the agent had begun it.
          Arguments.of(NOTHING, begun(1, false, false), launch(2)),
          Arguments.of(UNSTARTED, begun(1, false, false), launch(2)),
          Arguments.of(NOTHING, begun(1, true, false), launch(2)),
          // Its container was there, and is not any more.
          Arguments.of(NOTHING, begun(1, true, true), launch(2)),
          Arguments.of(LOST, begun(1, true, true), launch(2)),
          Arguments.of(LOST, begun(1, true, false), launch(2)),
          // Without a ledger a lost container counts as the first try.
          Arguments.of(LOST, BEGUN, new PrebuildAction.Launch(2, Optional.empty())));

  @ParameterizedTest
  @FieldSource("HISTORIES")
  void whatWasCutOffIsBegunOnceMore(Evidence evidence, Begun begun, PrebuildAction action) {
    assertThat(PrebuildPlanner.next(Samples.prebuild(ID, Goal.COMPLETE), evidence, begun, NOW))
        .isEqualTo(action);
  }

  static final List<Arguments> CUT_OFF_TWICE =
      List.of(
          Arguments.of(NOTHING, begun(2, false, false)),
          Arguments.of(NOTHING, begun(2, true, true)),
          Arguments.of(UNSTARTED, begun(2, false, false)),
          Arguments.of(LOST, begun(2, true, false)),
          Arguments.of(LOST, begun(2, true, true)));

  @ParameterizedTest
  @FieldSource("CUT_OFF_TWICE")
  void whatWasCutOffTwiceFails(Evidence evidence, Begun begun) {
    assertThat(
            PrebuildPlanner.next(Samples.prebuild(ID, Goal.COMPLETE), evidence, begun, NOW)
                .toString())
        .contains("Failed", "it was begun 2 times");
  }

  /** From its start to the end of its commit, whatever it is at. */
  static final List<Arguments> OVERDUE_ANYWHERE =
      List.of(
          Arguments.of(NOTHING, "its container was not started"),
          Arguments.of(UNSTARTED, "its container was not started"),
          Arguments.of(LOST, "its container was not started"),
          Arguments.of(RUNNING, "its steps were not over"),
          Arguments.of(SUCCEEDED, "its snapshot was not begun"));

  @ParameterizedTest
  @FieldSource("OVERDUE_ANYWHERE")
  void theTimeCountsFromTheFirstStart(Evidence evidence, String what) {
    Begun longAgo = new Begun(Optional.of(Ledger.Entry.begin(NOW.minus(Samples.TIMEOUT), 1)), true);

    assertThat(
            PrebuildPlanner.next(Samples.prebuild(ID, Goal.COMPLETE), evidence, longAgo, NOW)
                .toString())
        .contains("timed out: " + what);
  }

  /** Too late, but done: nobody gains by throwing it away. */
  @Test
  void aSnapshotThatIsThereCompletesThePrebuildAtAnyTime() {
    Begun longAgo = new Begun(Optional.of(Ledger.Entry.begin(NOW.minus(Samples.TIMEOUT), 1)), true);

    assertThat(PrebuildPlanner.next(Samples.prebuild(ID, Goal.COMPLETE), SNAPSHOTTED, longAgo, NOW))
        .isEqualTo(COMPLETED);
  }

  @Test
  void theDeadlineItselfIsTooLate() {
    Duration instant = Duration.ofNanos(1);
    Evidence inTime = new Evidence.Running(NOW.minus(Samples.TIMEOUT).plus(instant));

    assertThat(PrebuildPlanner.next(Samples.prebuild(ID, Goal.COMPLETE), inTime, BEGUN, NOW))
        .isEqualTo(new PrebuildAction.Await(NOW.plus(instant)));
  }

  @Test
  void theEnvironmentIsTheSameAfterARestartAndAnotherForEachPrebuild() {
    assertThat(PrebuildPlanner.environmentId(ID))
        .isEqualTo(PrebuildPlanner.environmentId(new UUID(3, 3)))
        .isNotEqualTo(PrebuildPlanner.environmentId(new UUID(3, 4)))
        .isNotEqualTo(ID);
  }

  static final List<Arguments> MESSAGES =
      List.of(
          Arguments.of(
              ended(2, false, List.of(step("one", 0), step("two", 2)), "a", "b"),
              "step 'two' exited with code 2; its last lines:\na\nb"),
          Arguments.of(
              ended(1, false, List.of(step("one", 3), skipped("two", Optional.of("one")))),
              "step 'two' was skipped, because 'one' had not succeeded"),
          Arguments.of(
              ended(137, false, List.of(step("one", 3), step("two", 0))),
              "its container exited with code 137: it was killed from outside"),
          Arguments.of(ended(125, false, List.of()), "its container exited with code 125"),
          Arguments.of(
              ended(137, false, List.of(new StepRecord("one", NOW, new StepRecord.Running()))),
              "step 'one' exited with code 137: it was killed from outside"),
          Arguments.of(
              ended(137, true, List.of(step("one", 137))),
              "step 'one' exited with code 137: it ran out of memory; use an environment class with more"),
          Arguments.of(
              new Evidence.Ended(
                  NOW, 1, false, true, List.of(step("one", 1)), List.of(), List.of()),
              "step 'one' exited with code 1: the disk was full; free some on the host, or use an environment class with more"));

  @ParameterizedTest
  @FieldSource("MESSAGES")
  void aFailureNamesTheStepAndTheReason(Evidence.Ended evidence, String message) {
    assertThat(failure(evidence)).isEqualTo(message);
  }

  private static String failure(Evidence evidence) {
    PrebuildAction action =
        PrebuildPlanner.next(Samples.prebuild(ID, Goal.COMPLETE), evidence, BEGUN, NOW);
    return action instanceof PrebuildAction.Conclude(PrebuildStatus.Failed failed)
        ? failed.message()
        : "no failure, but " + action;
  }
}
