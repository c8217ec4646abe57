package dev.prebuild.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.pool.claim.ClaimRequest;
import io.dropwizard.jackson.Jackson;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From JSON to a claim, or to the problem that the client is told. */
final class ClaimBodyTest {
  private static final String IDS =
      """
      "environmentId": "00000000-0000-0001-0000-000000000001",
      "projectId": "00000000-0000-0002-0000-000000000002",
      "environmentClassId": "00000000-0000-0003-0000-000000000003\"""";

  private final ObjectMapper json =
      Jackson.newObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private ClaimRequest read(String body) throws JsonProcessingException {
    return json.readValue(body, ClaimBody.class).toRequest();
  }

  @Test
  void becomesAClaim() throws JsonProcessingException {
    ClaimRequest request =
        read("{" + IDS + ", \"variables\": {\"A_1\": \"x\"}, \"secrets\": {\"_B\": \"geheim\"}}");

    assertThat(request)
        .isEqualTo(
            new ClaimRequest(
                new UUID(1, 1),
                new UUID(2, 2),
                new UUID(3, 3),
                Map.of("A_1", "x"),
                Map.of("_B", new Secret("geheim")),
                Duration.ZERO));
    assertThat(request.toString()).doesNotContain("geheim");
  }

  @Test
  void variablesAndSecretsMayBeMissing() throws JsonProcessingException {
    assertThat(read("{" + IDS + "}").variables()).isEmpty();
    assertThat(read("{" + IDS + ", \"secrets\": null}").secrets()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1A", "a-b", "a b", "../etc", "a/b", ".", "A\\u0000", "A\\n", "ä", "a.b"})
  void aNameThatCouldBeMoreThanAFileIsRefused(String name) {
    for (String field : List.of("variables", "secrets")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> read("{%s, \"%s\": {\"%s\": \"geheim\"}}".formatted(IDS, field, name)))
          .withMessageContaining(field)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim"));
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "', \"waitSeconds\": 0', 0", "', \"waitSeconds\": 60', 60"})
  void whoWaitsSaysForHowLong(String field, long seconds) throws JsonProcessingException {
    assertThat(read("{" + IDS + field + "}").patience()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1000, 1", "1001, 2", "5000, 5"})
  void theNextTryIsToldInWholeSeconds(long millis, long seconds) {
    assertThat(EnvironmentsResource.wholeSeconds(Duration.ofMillis(millis))).isEqualTo(seconds);
  }

  @Test
  void aNameHasAnEnd() throws JsonProcessingException {
    String longest = "A".repeat(128);
    assertThat(read("{%s, \"variables\": {\"%s\": \"\"}}".formatted(IDS, longest)).variables())
        .containsKey(longest);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> read("{%s, \"variables\": {\"%sA\": \"\"}}".formatted(IDS, longest)));
  }

  @Test
  void valuesHaveANumber() throws JsonProcessingException {
    assertThat(read(withValues(ClaimBody.MOST_VALUES - 1)).variables())
        .hasSize(ClaimBody.MOST_VALUES - 1);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> read(withValues(ClaimBody.MOST_VALUES)))
        .withMessageContaining("1000");
  }

  /** One secret on top. */
  private static String withValues(int variables) {
    String all =
        IntStream.range(0, variables)
            .mapToObj("\"V%d\": \"\""::formatted)
            .collect(Collectors.joining(","));
    return "{%s, \"variables\": {%s}, \"secrets\": {\"S\": \"\"}}".formatted(IDS, all);
  }

  /** A body, and what the answer must tell. */
  static final List<Arguments> PROBLEMS =
      List.of(
          Arguments.of("{}", "environmentId must be a UUID"),
          Arguments.of(
              "{" + IDS.replace("00000000-0000-0002-0000-000000000002", "geheim") + "}",
              "projectId must be a UUID"),
          Arguments.of("{" + IDS.replace("projectId", "projectID") + "}", "projectID"),
          Arguments.of("{" + IDS + ", \"variables\": {\"A\": null}}", "variables.A"),
          Arguments.of("{" + IDS + ", \"secrets\": {\"A\": {\"b\": \"geheim\"}}}", "secrets.A"),
          Arguments.of("{" + IDS + ", \"secrets\": [\"geheim\"]}", "secrets"),
          Arguments.of("{" + IDS + ", \"waitSeconds\": -1}", "waitSeconds"),
          Arguments.of("{" + IDS + ", \"waitSeconds\": 61}", "from 0 to 60"),
          Arguments.of("{" + IDS + ", \"waitSeconds\": 4294967297}", "waitSeconds"),
          Arguments.of("{" + IDS + ", \"waitSeconds\": 1.5}", "whole number"),
          Arguments.of("{" + IDS + ", \"waitSeconds\": \"5\"}", "whole number"),
          Arguments.of("{" + IDS + ", \"waitSeconds\": {\"geheim\": 1}}", "whole number"),
          Arguments.of("[1, 2]", "JSON object"),
          Arguments.of("{\"geheim", "not valid JSON"));

  @ParameterizedTest
  @FieldSource("PROBLEMS")
  void aMistakeIsToldByItsFieldAndNeverByItsValue(String body, String words) {
    Response response;
    try {
      throw new AssertionError("taken: " + read(body));
    } catch (JsonProcessingException | InvalidRequestException e) {
      response = new ProblemMapper().toResponse(e);
    }

    Problem problem = (Problem) Objects.requireNonNull(response.getEntity());
    assertThat(problem.status()).isEqualTo(400);
    assertThat(response.getMediaType()).hasToString(Problem.MEDIA_TYPE);
    assertThat(problem.detail()).contains(words).doesNotContain("geheim");
  }

  @Test
  void whatNobodyForesawIsToldByNumberOnly() {
    Response response =
        new ProblemMapper().toResponse(new IllegalStateException("geheim, thrown by a test"));

    Problem problem = (Problem) Objects.requireNonNull(response.getEntity());
    assertThat(problem.status()).isEqualTo(500);
    assertThat(problem.detail()).contains("incident").doesNotContain("geheim");
  }
}
