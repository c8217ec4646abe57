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

  private static final String GOOD = "start 0 100\nend 0 107 0\nstart 1 107\nend 1 109 3\n";

  private static StepRecord ended(String name, long start, long end, int exitCode) {
    return new StepRecord(
        name,
        Instant.ofEpochSecond(start),
        Optional.of(new StepRecord.End(Instant.ofEpochSecond(end), exitCode)));
  }

  private static StepRecord running(String name, long start) {
    return new StepRecord(name, Instant.ofEpochSecond(start), Optional.empty());
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
        "start ٠ 100"
      })
  void whatDoesNotFitIsPassedOver(String line) {
    assertThat(StepJournal.read(line, TASKS)).isEmpty();
    assertThat(StepJournal.read(line + "\n" + GOOD, TASKS)).hasSize(2);
  }

  @Test
  void stepsBeyondTheTasksAreNumbered() {
    assertThat(StepJournal.read(GOOD + "start 2 110\n", TASKS))
        .last()
        .isEqualTo(running("#2", 110));
  }

  @Test
  void aForgedSecondEndDoesNotAddAStep() {
    assertThat(StepJournal.read(GOOD + "end 1 200 0\nend 0 200 0\nstart 0 300\n", TASKS))
        .containsExactly(ended("build", 100, 107, 0), ended("test", 107, 200, 0));
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
      assertThat(StepJournal.read(journal.toString(), TASKS)).hasSizeLessThanOrEqualTo(4);
    }
  }
}
