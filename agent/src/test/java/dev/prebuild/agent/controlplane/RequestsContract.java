package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.config.settings.DatabaseSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the tables, in each style that it can be written in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RequestsContract {
  private ControlPlaneFixture plane;

  /** A database of its own; a file if empty. */
  abstract Optional<DatabaseSettings> database() throws Exception;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    plane = ControlPlaneFixture.in(folder).on(database()).open();
  }

  @AfterAll
  void close() {
    plane.close();
  }

  static Stream<Arguments> calls() {
    return Stream.of(PrebuildCases.all(), WarmPoolCases.all(), RunnerCases.all())
        .flatMap(cases -> cases)
        .flatMap(row -> row.styles().stream().map(style -> Arguments.of(style, row)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("calls")
  void answersAsTheTableSays(Style style, Case row) throws Exception {
    Scenery scenery = new Scenery(new SceneryMaker(plane));
    Optional<String> token =
        row.caller().isPresent() ? Optional.of(plane.token(row.caller().get())) : Optional.empty();
    JsonNode request = scenery.read(row.body());

    Style.Answer answer =
        style.call(plane, token, ControlPlaneFixture.method(row.method()), request);

    switch (row.outcome()) {
      case Case.Answered(String body) -> {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Scenery.filled(scenery.read(body), answer.body()));
      }
      case Case.Refused(var code, String message) -> {
        assertThat(answer.body().path("code").asText())
            .as(answer.body().toString())
            .isEqualTo(code.wireName());
        assertThat(answer.status()).isEqualTo(code.httpStatus());
        assertThat(answer.body().path("message").asText()).contains(message);
        assertThat(answer.body().fieldNames()).toIterable().containsExactly("code", "message");
      }
    }
  }

  @Test
  void aPageSizeInTheUrlMustBeANumber() throws Exception {
    assertThat(plane.json("ListPrebuilds?pageSize=many", "{}").body())
        .isEqualTo(
            "{\"code\":\"invalid_argument\",\"message\":\"pageSize must be a number, got \\\"many\\\"\"}");
  }
}
