package dev.prebuild.snapshot.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StepJournalTest {
  private static final List<String> TASKS = List.of("build", "test");

  private static final String FAILED = "start 0 100\nend 0 107 5\n";

  private static final String GOOD = "start 0 100\nend 0 107 0\nstart 1 107\nend 1 109 3\n";

  private static StepRecord ended(String name, long start, long end, int exitCode) {
    return new StepRecord(
        name,
        Instant.ofEpochSecond(start),
        new StepRecord.Ended(Instant.ofEpochSecond(end), exitCode));
  }

  private static StepRecord running(String name, long start) {
    return new StepRecord(name, Instant.ofEpochSecond(start), new StepRecord.Running());
  }

  private static StepRecord skipped(String name, long at, Optional<String> need) {
    return new StepRecord(name, Instant.ofEpochSecond(at), new StepRecord.Skipped(need));
  }

  @Test
  void tellsWhatBecameOfEachStep() {
    assertThat(StepJournal.read(GOOD, TASKS))
        .containsExactly(ended("build", 100, 107, 0), ended("test", 107, 109, 3));
  }

  @Test
  void aStepWithoutAnEndIsRunningOrWasKilled() {
    assertThat(StepJournal.read("start 0 100\nend 0 107 0\nstart 1 107\n", TASKS))
        .containsExactly(ended("build", 100, 107, 0), running("test", 107));
  }

  @Test
  void aLineThatIsHalfWrittenIsPassedOver() {
    assertThat(StepJournal.read("start 0 100\nend 0 10", TASKS))
        .containsExactly(running("build", 100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "\u0000\u0001\uFFFD",
        "end 0 107 0",
        "start 1 100",
        "start -1 100",
        "start 99999 100",
        "start 0 99999999999999999999",
        "start 0",
        "start 0 100 extra",
        "START 0 100",
        "skip 0 100",
        "skip 0 100 x",
        "skip 0 100 99999",
        "skip 1 100 0",
        "service 0 100",
        "service 9999999 100 failed",
        "service 3 100 failed",
        "service 1 100 ended",
        "service 1 100 ended 256",
        "service 1 100 ready",
        "done",
        "start ٠ 100"
      })
  void whatDoesNotFitIsPassedOver(String line) {
    assertThat(StepJournal.read(line, TASKS)).isEmpty();
    assertThat(StepJournal.warnings(line, TASKS)).isEmpty();
    assertThat(StepJournal.read(line + "\n" + GOOD, TASKS)).hasSize(2);
    assertThat(StepJournal.warnings(line + "\n" + GOOD, TASKS)).isEmpty();
  }

  @Test
  void aStepThatWasSkippedNamesWhatItNeeds() {
    String journal = "start 0 100\nend 0 107 3\nskip 1 107 0\nskip 2 107 missing\ndone 108\n";

    assertThat(StepJournal.read(journal, List.of("build", "test", "lint")))
        .containsExactly(
            ended("build", 100, 107, 3),
            skipped("test", 107, Optional.of("build")),
            skipped("lint", 107, Optional.empty()));
    assertThat(StepJournal.warnings(journal, List.of("build", "test", "lint")))
        .containsExactly(
            new Warning("build", "exited with code 3"),
            new Warning("test", "skipped, because 'build' had not succeeded"),
            new Warning("lint", "skipped, because it needs something that is no step before it"));
  }

  @Test
  void stepsBeyondThePlanArePassedOver() {
    assertThat(StepJournal.read(GOOD + "start 2 110\n", TASKS)).hasSize(2);
  }

  @Test
  void withoutNamesTheyAreNumbered() {
    assertThat(StepJournal.read(GOOD + "start 2 110\n", List.of()))
        .extracting(StepRecord::name)
        .containsExactly("#0", "#1", "#2");
  }

  /** The step itself can write one, but the script's own comes after it. */
  @Test
  void theLastEndOfAStepCounts() {
    assertThat(StepJournal.read("start 0 100\nend 0 101 0\nend 0 107 4\nstart 0 300\n", TASKS))
        .containsExactly(ended("build", 100, 107, 4));
  }

  @Test
  void anEndOfAnotherStepIsPassedOver() {
    assertThat(StepJournal.read(GOOD + "end 0 200 9\nend 2 200 9\n", TASKS))
        .containsExactly(ended("build", 100, 107, 0), ended("test", 107, 109, 3));
    assertThat(StepJournal.read("skip 0 100 missing\nend 0 101 0\n", TASKS))
        .containsExactly(skipped("build", 100, Optional.empty()));
  }

  @Test
  void theStepThatEndedThePrebuildIsNoWarning() {
    assertThat(StepJournal.warnings(GOOD, TASKS)).isEmpty();
    assertThat(StepJournal.warnings(GOOD + "done 110\n", TASKS))
        .containsExactly(new Warning("test", "exited with code 3"));
    assertThat(StepJournal.warnings(FAILED + "start 1 107\n", TASKS))
        .containsExactly(new Warning("build", "exited with code 5"));
  }

  @Test
  void aServiceIsAWarningOnceForTheFirstThatWentWrong() {
    String journal =
        """
        service 2 100 failed
        service 3 101 ended 0
        service 1 101 ready
        service 2 102 ended 9
        """;

    assertThat(StepJournal.warnings(journal, List.of("build", "web", "db", "queue")))
        .containsExactly(
            new Warning("db", "did not become ready in time, and the tasks ran all the same"),
            new Warning("queue", "ended too early, with code 0, and the tasks ran on"));
  }

  @Test
  void whatNobodyCouldHaveDoneIsNotReadToItsEnd() {
    String endless = "start 0 100\n" + "end 0 100 1\n".repeat(10_000) + "end 0 100 0\n";

    assertThat(StepJournal.read(endless, TASKS)).containsExactly(ended("build", 100, 100, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void survivesAnyMutilation(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder journal = new StringBuilder(GOOD);
      for (int change = 0; change < 4; change++) {
        journal.setCharAt(random.nextInt(journal.length()), (char) random.nextInt(32, 127));
      }
      assertThat(StepJournal.read(journal.toString(), TASKS)).hasSizeLessThanOrEqualTo(2);
      assertThat(StepJournal.warnings(journal.toString(), TASKS)).hasSizeLessThanOrEqualTo(2);
    }
  }
}
