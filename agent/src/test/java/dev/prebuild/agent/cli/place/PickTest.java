package dev.prebuild.agent.cli.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PickTest {
  private static final String LUA = "aa000000-0000-0000-0000-000000000001";
  private static final String APP = "ab000000-0000-0000-0000-000000000002";
  private static final List<Candidate> ALL =
      List.of(Candidate.of(LUA, "lua"), Candidate.of(APP, "app", "ab0"));

  private static Failure failure(String given, List<Candidate> candidates) {
    return catchThrowableOfType(Failure.class, () -> Pick.one("project", given, candidates));
  }

  @ParameterizedTest
  @CsvSource({
    "lua," + LUA,
    "app," + APP,
    "aa," + LUA,
    "AB00," + APP,
    LUA + "," + LUA,
    "FF000000-0000-0000-0000-000000000003,ff000000-0000-0000-0000-000000000003"
  })
  void namesIdsAndTheirBeginningsAreUnderstood(String given, String id) {
    assertThat(Pick.one("project", given, ALL)).isEqualTo(id);
  }

  @Test
  void aNameGoesBeforeTheBeginningOfAnId() {
    List<Candidate> candidates = List.of(Candidate.of(LUA, "ab"), Candidate.of(APP, "app"));

    assertThat(Pick.one("project", "ab", candidates)).isEqualTo(LUA);
  }

  @Test
  void whatMayBeSeveralIsNotGuessed() {
    Failure failure = failure("a", ALL);

    assertThat(failure.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(failure).hasMessageContaining(LUA).hasMessageContaining(APP);
  }

  @Test
  void oneNameOfTwoIsNotGuessedEither() {
    Failure failure = failure("lua", List.of(Candidate.of(LUA, "lua"), Candidate.of(APP, "lua")));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }

  /** An unset variable of a script is no choice, even where there is only one. */
  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void nothingIsNotTheOnlyOne(String given) {
    Failure failure = failure(given, List.of(Candidate.of(LUA, "lua")));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void whatIsNotThereIsToldWithWhatIs() {
    Failure failure = failure("rust", ALL);

    assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(failure).hasMessageContaining("'rust'").hasMessageContaining("lua");
    assertThat(failure("rust", List.of())).hasMessageContaining("whole id");
  }
}
