package dev.prebuild.agent.controlplane;

import static dev.prebuild.agent.controlplane.TestCatalog.LARGE;
import static dev.prebuild.agent.controlplane.TestCatalog.OTHER_PROJECT;
import static dev.prebuild.agent.controlplane.TestCatalog.PROJECT;
import static dev.prebuild.agent.controlplane.TestCatalog.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsResponse;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsResponse;
import dev.prebuild.config.wire.gitpod.v1.PaginationRequest;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildTrigger;
import dev.prebuild.config.wire.gitpod.v1.Principal;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users see. */
class PrebuildServiceTest {
  private static final String UNKNOWN = "00000000-0000-4000-8000-0000000000ff";

  @TempDir private Path folder;
  private ControlPlaneFixture plane;

  @BeforeEach
  void open() throws Exception {
    plane = ControlPlaneFixture.in(folder).open();
  }

  @AfterEach
  void close() {
    plane.close();
  }

  @Test
  void createsAPrebuildWithItsDefaults() throws Exception {
    HttpResponse<String> response =
        plane.json(
            "CreatePrebuild",
            """
            {"projectId": "%s", "spec": {"specVersion": "7"}, "newField": true}"""
                .formatted(PROJECT.toString().toUpperCase(Locale.ROOT)));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Prebuild prebuild = list(ListPrebuildsRequest.newBuilder()).getPrebuilds(0);
    assertThat(prebuild.getMetadata().getOrganizationId())
        .isEqualTo(TestCatalog.ORGANIZATION.toString());
    assertThat(prebuild.getMetadata().getProjectId()).isEqualTo(PROJECT.toString());
    assertThat(prebuild.getMetadata().getEnvironmentClassId()).isEqualTo(SMALL.toString());
    assertThat(prebuild.getMetadata().getCreator().getPrincipal())
        .isEqualTo(Principal.PRINCIPAL_USER);
    assertThat(prebuild.getMetadata().getExecutor()).isEqualTo(prebuild.getMetadata().getCreator());
    assertThat(prebuild.getMetadata().getTriggeredBy())
        .isEqualTo(PrebuildTrigger.PREBUILD_TRIGGER_MANUAL);
    assertThat(Timestamps.toString(prebuild.getMetadata().getCreatedAt()))
        .isEqualTo("2026-03-01T12:00:00.123456Z");
    assertThat(prebuild.getSpec().getTimeout().getSeconds()).isEqualTo(3600);
    assertThat(prebuild.getSpec().getSpecVersion()).isEqualTo(1);
    assertThat(prebuild.getStatus().getPhase()).isEqualTo(PrebuildPhase.PREBUILD_PHASE_PENDING);
    assertThat(response.body()).contains(prebuild.getId(), "\"timeout\":\"3600s\"");
    assertThat(plane.user().get(prebuild)).isEqualTo(prebuild);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"minSize\": 2, \"maxSize\": 5',                       2, 5",
    "'\"minSize\": 0, \"maxSize\": 20',                      0, 20",
    "'\"maxSize\": 4',                                       1, 4",
    "'\"minSize\": 4',                                       4, 4",
    "'\"minSize\": 0',                                       0, 1",
    "'\"desiredSize\": 3',                                   3, 3",
    "'\"desiredSize\": 9, \"minSize\": 1, \"maxSize\": 2', 1, 2",
  })
  void understandsTheSizesOfAPool(String sizes, int min, int max) throws Exception {
    HttpResponse<String> response = plane.json("CreateWarmPool", poolBody(sizes));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body())
        .contains("\"minSize\":" + min, "\"maxSize\":" + max, "WARM_POOL_PHASE_PENDING");
    assertThat(response.body()).doesNotContain("snapshotId");
  }

  private static String poolBody(String sizes) {
    return """
    {"projectId": "%s", "environmentClassId": "%s", %s}"""
        .formatted(PROJECT, SMALL, sizes);
  }

  @Test
  void oneOfManyRacingForAPairWins() throws Exception {
    int racers = 8;
    CyclicBarrier start = new CyclicBarrier(racers);
    Callable<Integer> racer =
        () -> {
          start.await();
          return plane.json("CreateWarmPool", poolBody("\"maxSize\": 2")).statusCode();
        };
    List<Integer> statuses = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : executor.invokeAll(Collections.nCopies(racers, racer))) {
        statuses.add(answer.get());
      }
    }

    assertThat(statuses).containsOnly(200, 409);
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(pools(ListWarmPoolsRequest.newBuilder()).getWarmPoolsList()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void aWalkSeesEachObjectOnceWhateverIsCreatedMeanwhile(int pageSize) throws Exception {
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      before.addFirst(plane.user().createPrebuild(PROJECT, SMALL).getId());
    }
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      ListPrebuildsResponse page =
          list(
              ListPrebuildsRequest.newBuilder()
                  .setPagination(
                      PaginationRequest.newBuilder().setToken(token).setPageSize(pageSize)));
      page.getPrebuildsList().stream().map(Prebuild::getId).forEach(seen::add);
      plane.user().createPrebuild(PROJECT, SMALL);
      token = page.getPagination().getNextToken();
    } while (!token.isEmpty());

    assertThat(seen).isEqualTo(before);
  }

  @Test
  void pagesByQueryParametersToo() throws Exception {
    for (int i = 0; i < 3; i++) {
      plane.user().createPrebuild(PROJECT, SMALL);
    }
    List<Prebuild> all = list(ListPrebuildsRequest.newBuilder()).getPrebuildsList();
    String token =
        list(ListPrebuildsRequest.newBuilder()
                .setPagination(PaginationRequest.newBuilder().setPageSize(1)))
            .getPagination()
            .getNextToken();

    HttpResponse<String> response =
        plane.json("ListPrebuilds?pageSize=1&token=" + token, "{\"pagination\":{}}");

    assertThat(response.body())
        .contains(all.get(1).getId())
        .doesNotContain(all.get(0).getId(), all.get(2).getId());
    assertThat(plane.json("ListPrebuilds?pageSize=many", "{}").body())
        .contains("invalid_argument", "pageSize");
  }

  @Test
  void pagesAreOfTwentyFive() throws Exception {
    for (int i = 0; i < 26; i++) {
      plane.user().createPrebuild(PROJECT, SMALL);
    }

    assertThat(list(ListPrebuildsRequest.newBuilder()).getPrebuildsList()).hasSize(25);
  }

  @Test
  void filtersAreAnyOfWithinAndAndedBetween() throws Exception {
    Prebuild one = plane.user().createPrebuild(PROJECT, SMALL);
    Prebuild two = plane.user().createPrebuild(PROJECT, LARGE);
    Prebuild three = plane.user().createPrebuild(OTHER_PROJECT, LARGE);
    plane.host().report(two, PrebuildPhase.PREBUILD_PHASE_RUNNING, 2);
    String creator = one.getMetadata().getCreator().getId();

    assertThat(filtered("{\"projectIds\": [\"%s\"]}".formatted(PROJECT)))
        .containsExactly(two.getId(), one.getId());
    assertThat(filtered("{\"projectIds\": [\"%s\", \"%s\"]}".formatted(PROJECT, OTHER_PROJECT)))
        .containsExactly(three.getId(), two.getId(), one.getId());
    assertThat(filtered("{\"phases\": [\"PREBUILD_PHASE_RUNNING\", 60]}"))
        .containsExactly(two.getId());
    assertThat(
            filtered(
                "{\"projectIds\": [\"%s\"], \"phases\": [\"PREBUILD_PHASE_RUNNING\"]}"
                    .formatted(OTHER_PROJECT)))
        .isEmpty();
    assertThat(filtered("{\"triggeredBy\": [\"PREBUILD_TRIGGER_SCHEDULED\"]}")).isEmpty();
    assertThat(
            filtered(
                "{\"creatorIds\": [\"%s\"], \"executorIds\": [\"%s\"], \"triggeredBy\": [1]}"
                    .formatted(creator, creator)))
        .hasSize(3);
    assertThat(filtered("{\"executorIds\": [\"%s\"]}".formatted(UNKNOWN))).isEmpty();
  }

  @Test
  void filtersPools() throws Exception {
    String small = plane.user().createPool(PROJECT, SMALL).getId();
    String large = plane.user().createPool(OTHER_PROJECT, LARGE).getId();
    ListWarmPoolsRequest.Builder byClass =
        ListWarmPoolsRequest.newBuilder()
            .setFilter(
                ListWarmPoolsRequest.Filter.newBuilder().addEnvironmentClassIds(SMALL.toString()));
    ListWarmPoolsRequest.Builder firstPage =
        ListWarmPoolsRequest.newBuilder()
            .setPagination(PaginationRequest.newBuilder().setPageSize(1));

    assertThat(pools(byClass).getWarmPoolsList())
        .extracting(WarmPool::getId)
        .containsExactly(small);
    ListWarmPoolsResponse first = pools(firstPage);
    assertThat(first.getWarmPoolsList()).extracting(WarmPool::getId).containsExactly(large);
    firstPage.getPaginationBuilder().setToken(first.getPagination().getNextToken());
    ListWarmPoolsResponse second = pools(firstPage);
    assertThat(second.getWarmPoolsList()).extracting(WarmPool::getId).containsExactly(small);
    assertThat(second.getPagination().getNextToken()).isEmpty();
  }

  @Test
  void keepsEverythingOverARestart() throws Exception {
    Prebuild prebuild = plane.user().createPrebuild(PROJECT, SMALL);
    plane.host().report(prebuild, PrebuildPhase.PREBUILD_PHASE_RUNNING, 2);
    plane.user().createPool(PROJECT, SMALL);
    var prebuilds = list(ListPrebuildsRequest.newBuilder());
    var pools = pools(ListWarmPoolsRequest.newBuilder());
    long revision = plane.host().sync().getRevision();

    plane.close();
    plane = ControlPlaneFixture.in(folder).open();

    assertThat(list(ListPrebuildsRequest.newBuilder())).isEqualTo(prebuilds);
    assertThat(pools(ListWarmPoolsRequest.newBuilder())).isEqualTo(pools);
    assertThat(plane.host().sync().getRevision()).isGreaterThan(revision);
    assertThat(plane.json("CreateWarmPool", poolBody("\"maxSize\": 1")).statusCode())
        .isEqualTo(409);
    plane.user().createPrebuild(PROJECT, SMALL);
    assertThat(list(ListPrebuildsRequest.newBuilder()).getPrebuildsList())
        .extracting(Prebuild::getId)
        .last()
        .isEqualTo(prebuild.getId());
  }

  private List<String> filtered(String filter) throws Exception {
    HttpResponse<String> response = plane.json("ListPrebuilds", "{\"filter\": " + filter + "}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    ListPrebuildsResponse.Builder answer = ListPrebuildsResponse.newBuilder();
    JsonFormat.parser().merge(response.body(), answer);
    return answer.getPrebuildsList().stream().map(Prebuild::getId).toList();
  }

  private ListPrebuildsResponse list(ListPrebuildsRequest.Builder request)
      throws InterruptedException {
    return plane.user().list(request.build());
  }

  private ListWarmPoolsResponse pools(ListWarmPoolsRequest.Builder request)
      throws InterruptedException {
    return plane.user().list(request.build());
  }

  @Test
  void whatUsersChangeIsToldOfAndNothingElse() throws Exception {
    Prebuild prebuild = plane.user().createPrebuild(PROJECT, SMALL);
    plane.user().get(prebuild);
    plane.user().cancel(prebuild);
    plane.user().delete(prebuild);
    WarmPool pool = plane.user().createPool(PROJECT, SMALL);
    plane.user().resize(pool, 1, 3);
    plane.user().delete(pool);
    assertThat(plane.json("DeletePrebuild", "{\"prebuildId\": \"%s\"}".formatted(UNKNOWN)))
        .returns(404, HttpResponse::statusCode);

    assertThat(plane.changes())
        .containsExactly(
            "prebuild created " + prebuild.getId(),
            "prebuild cancelled " + prebuild.getId(),
            "prebuild deleted " + prebuild.getId(),
            "pool created " + pool.getId(),
            "pool changed " + pool.getId(),
            "pool deleted " + pool.getId());
  }
}
