package dev.prebuild.agent.controlplane;

import static dev.prebuild.agent.controlplane.ControlPlaneFixture.PROJECT;
import static dev.prebuild.agent.controlplane.ControlPlaneFixture.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users may not ask: the message names the field and the rule. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedRequestsTest {
  private static final String UNKNOWN = "00000000-0000-4000-8000-0000000000ff";

  private ControlPlaneFixture plane;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    plane = new ControlPlaneFixture(folder);
  }

  @AfterAll
  void close() {
    plane.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CreatePrebuild | {}                                                             | invalid_argument    | projectId must be set
          CreatePrebuild | {"projectId": "1-1-1-1-1"}                                     | invalid_argument    | projectId must be a UUID
          CreatePrebuild | {"projectId": "UNKNOWN"}                                       | not_found           | projectId
          CreatePrebuild | {"projectId": "PROJECT", "environmentClassId": ""}             | invalid_argument    | environmentClassId must be set
          CreatePrebuild | {"projectId": "PROJECT", "environmentClassId": "x"}            | invalid_argument    | environmentClassId must be a UUID
          CreatePrebuild | {"projectId": "PROJECT", "environmentClassId": "UNKNOWN"}      | not_found           | environmentClassId
          CreatePrebuild | {"projectId": "PROJECT", "environmentClassId": "UNUSED"}       | failed_precondition | prebuild classes
          CreatePrebuild | {"projectId": "PROJECT", "spec": {"timeout": "0s"}}            | invalid_argument    | spec.timeout
          CreatePrebuild | {"projectId": "PROJECT", "spec": {"timeout": "-1s"}}           | invalid_argument    | spec.timeout
          CreatePrebuild | {"projectId": "PROJECT", "spec": {"timeout": "7200.000001s"}}  | invalid_argument    | spec.timeout
          CreatePrebuild | {"projectId": "PROJECT", "spec": {"timeout": "1h"}}            | invalid_argument    | CreatePrebuildRequest
          CreatePrebuild | {"projectId": "PROJECT", "spec": {"desiredPhase": 90}}         | invalid_argument    | spec.desiredPhase
          CreatePrebuild | {"projectId": "PROJECT", "spec": {"desiredPhase": 77}}         | invalid_argument    | spec.desiredPhase
          GetPrebuild    | {}                                                             | invalid_argument    | prebuildId must be set
          GetPrebuild    | {"prebuildId": "x"}                                            | invalid_argument    | prebuildId must be a UUID
          GetPrebuild    | {"prebuildId": "UNKNOWN"}                                      | not_found           | prebuildId
          ListPrebuilds  | {"pagination": {"pageSize": 101}}                              | invalid_argument    | pageSize
          ListPrebuilds  | {"pagination": {"pageSize": -1}}                               | invalid_argument    | pageSize
          ListPrebuilds  | {"pagination": {"token": "x"}}                                 | invalid_argument    | pagination.token
          ListPrebuilds  | {"pagination": {"token": "AQAAAAAAAAAA"}}                      | invalid_argument    | pagination.token
          ListPrebuilds  | {"filter": {"projectIds": ["x"]}}                              | invalid_argument    | filter.projectIds
          ListPrebuilds  | {"filter": {"creatorIds": ["x"]}}                              | invalid_argument    | filter.creatorIds
          CreateWarmPool | {"environmentClassId": "SMALL", "maxSize": 1}                  | invalid_argument    | projectId must be set
          CreateWarmPool | {"projectId": "PROJECT", "maxSize": 1}                         | invalid_argument    | environmentClassId must be set
          CreateWarmPool | {"projectId": "PROJECT", "environmentClassId": "UNUSED", "maxSize": 1} | failed_precondition | prebuild classes
          CreateWarmPool | {"projectId": "UNKNOWN", "environmentClassId": "SMALL", "maxSize": 1}  | not_found           | projectId
          CreateWarmPool | {"projectId": "PROJECT", "environmentClassId": "SMALL"}                | invalid_argument    | maxSize must be set
          GetWarmPool    | {"warmPoolId": "UNKNOWN"}                                      | not_found           | warmPoolId
          ListWarmPools  | {"filter": {"environmentClassIds": [""]}}                      | invalid_argument    | filter.environmentClassIds
          CancelPrebuild | {"prebuildId": "UNKNOWN"}                                      | unimplemented       | CancelPrebuild
          UpdateWarmPool | {}                                                             | unimplemented       | UpdateWarmPool
          """)
  void refusesAtTheDoor(String method, String body, String code, String message) throws Exception {
    HttpResponse<String> response =
        plane.json(
            method,
            body.replace("PROJECT", PROJECT.toString())
                .replace("SMALL", SMALL.toString())
                .replace("UNUSED", ControlPlaneFixture.UNUSED.toString())
                .replace("UNKNOWN", UNKNOWN));

    assertThat(response.body()).startsWith("{\"code\":\"" + code + "\"").contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"minSize\": 3, \"maxSize\": 2',     minSize",
    "'\"minSize\": -1, \"maxSize\": 2',    minSize",
    "'\"maxSize\": 0',                     maxSize",
    "'\"maxSize\": 21',                    maxSize",
    "'\"minSize\": 21',                    maxSize",
    "'\"desiredSize\": 21',                desiredSize",
    "'\"desiredSize\": -1, \"maxSize\": 2', desiredSize",
    "'\"maxSize\": 2000000000000',         CreateWarmPoolRequest",
  })
  void refusesSizesOutOfRange(String sizes, String field) throws Exception {
    HttpResponse<String> response = plane.json("CreateWarmPool", poolBody(sizes));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("invalid_argument", field);
  }

  @Test
  void refusesFiltersBeyondMeasure() throws Exception {
    String ids = String.join(",", Collections.nCopies(101, '"' + UNKNOWN + '"'));

    assertThat(plane.json("ListPrebuilds", "{\"filter\": {\"projectIds\": [" + ids + "]}}").body())
        .contains("invalid_argument", "at most 100");
  }

  @Test
  void neverFailsOverGarbage() throws Exception {
    Random random = new Random(11);
    String alphabet = "{}[]\":,.0123456789eE-truefalsnull ";
    for (String method :
        List.of("CreatePrebuild", "ListPrebuilds", "CreateWarmPool", "ListWarmPools")) {
      for (int i = 0; i < 50; i++) {
        String body =
            random
                .ints(random.nextInt(60), 0, alphabet.length())
                .mapToObj(index -> alphabet.substring(index, index + 1))
                .collect(Collectors.joining());
        assertThat(plane.json(method, body).statusCode()).as(body).isIn(200, 400);
      }
    }
  }

  private static String poolBody(String sizes) {
    return """
    {"projectId": "%s", "environmentClassId": "%s", %s}"""
        .formatted(PROJECT, SMALL, sizes);
  }
}
