package dev.prebuild.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.place.Candidate;
import dev.prebuild.agent.cli.place.Names;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class ProjectAndClassTest {
  private static final String PROJECT = "11111111-1111-1111-1111-111111111111";
  private static final String SMALL = "22222222-2222-2222-2222-222222222222";
  private static final String LARGE = "33333333-3333-3333-3333-333333333333";
  private static final Names NAMES =
      new Names(
          List.of(new Names.Project(PROJECT, "lua", SMALL)),
          List.of(Candidate.of(SMALL, "small"), Candidate.of(LARGE, "large")));

  private static ProjectAndClass typed(String... words) {
    return CommandLine.populateCommand(new ProjectAndClass(), words);
  }

  @Test
  void theDefaultClassIsMeantWhereNoneIsNamed() {
    assertThat(typed("lua").projectId(NAMES)).isEqualTo(PROJECT);
    assertThat(typed("lua").classId(NAMES)).isEqualTo(SMALL);
    assertThat(typed("lua").namedClassId(NAMES)).isEmpty();
  }

  @Test
  void aNamedClassGoesFirst() {
    assertThat(typed("lua", "--class", "large").classId(NAMES)).isEqualTo(LARGE);
    assertThat(typed("lua", "--class", "large").namedClassId(NAMES)).contains(LARGE);
  }

  @Test
  void aProjectThatNobodyListsNeedsAClass() {
    assertThat(typed(PROJECT, "--class", LARGE).classId(Names.NONE)).isEqualTo(LARGE);
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> typed(PROJECT).classId(Names.NONE))
        .withMessageContaining("--class")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.WRONG_USE));
  }
}
