package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.ControlPlaneCalls;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Holdings;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a repository to claimed environments; one agent serves all of these tests. */
class MainPathIT {
  @RegisterExtension static final TestHost HOST = new TestHost();

  private static Standalone agent;
  private static TestProject project;
  private static UUID prebuildId;
  private static UUID poolId;
  private static final List<PrebuildStatus> SEEN = new ArrayList<>();

  @BeforeAll
  static void prebuildAndFill() throws Exception {
    agent = Standalone.of(HOST, HOST.settings("agent"));
    project =
        agent.project(
            "example", "build", Standalone.WAIT_FOR_GATE + "; cp README built; echo $$ >/tmp/pid");
    HOST.startHealthy("standalone", agent.settings());
    poolId = agent.controlPlane().createWarmPool(project, 2, 4);
    prebuildId = agent.controlPlane().createPrebuild(project);
    follow();
    agent.awaitPool(poolId, 2, 2);
  }

  /** Notes each phase; the step is held back until RUNNING has been seen. */
  private static void follow() throws Exception {
    Eventually.await(
        "the prebuild runs",
        MainPathIT::look,
        status -> status.getPhase() == PrebuildPhase.PREBUILD_PHASE_RUNNING);
    agent.openGate(prebuildId);
    Eventually.await("the prebuild has ended", MainPathIT::look, ControlPlaneCalls::isOver);
  }

  private static PrebuildStatus look() throws Exception {
    PrebuildStatus status = agent.controlPlane().prebuild(prebuildId);
    SEEN.add(status);
    return status;
  }

  @Test
  void phasesComeInOrderAndDoNotComeAgain() {
    List<PrebuildPhase> phases = SEEN.stream().map(PrebuildStatus::getPhase).distinct().toList();
    assertThat(SEEN).extracting(PrebuildStatus::getPhaseValue).isSorted();
    assertThat(SEEN).extracting(PrebuildStatus::getStatusVersion).isSorted();
    assertThat(phases).contains(PrebuildPhase.PREBUILD_PHASE_RUNNING);
    assertThat(phases.getLast()).isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    PrebuildStatus end = SEEN.getLast();
    assertThat(end.getSnapshotSizeBytes()).isPositive();
    assertThat(end.hasCompletionTime()).isTrue();
    assertThat(UUID.fromString(end.getEnvironmentId())).isNotNull();
  }

  @Test
  void nothingOfThePrebuildIsLeftButItsSnapshot() throws Exception {
    Eventually.isTrue(
        "the prebuild's container is gone", () -> HOST.holdings().prebuilds().isEmpty());
    assertThat(HOST.engine.images(HOST.runnerId))
        .singleElement()
        .satisfies(
            image ->
                assertThat(image.getRepoTags()).containsExactly("prebuild-snapshot:" + prebuildId));
    assertThat(
            dev.prebuild.agent.testkit.Folders.names(agent.settings().state().resolve("sources")))
        .isEmpty();
  }

  @Test
  void thePoolIsReady() throws Exception {
    assertThat(agent.controlPlane().warmPool(poolId).getPhase())
        .isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_READY);
    assertThat(HOST.holdings().instances(poolId))
        .allSatisfy(
            seen ->
                assertThat(seen.name())
                    .isEqualTo(
                        "warm-%s-%s"
                            .formatted(poolId, seen.labels().get("dev.prebuild.instance"))));
  }

  @Test
  void anEnvironmentIsClaimedOnceAndRemovedOnce() throws Exception {
    agent.awaitPool(poolId, 2, 2);
    double claimsBefore = runningClaims();
    UUID environmentId = UUID.randomUUID();

    Answer claimed = agent.calls().claim(environmentId, project);
    Answer repeated = agent.calls().claim(environmentId, project);

    assertThat(claimed.status()).as("%s", claimed).isEqualTo(201);
    assertThat(claimed.field("source")).isEqualTo("RUNNING");
    assertThat(claimed.field("name")).isEqualTo("env-" + environmentId);
    assertThat(claimed.field("snapshotId")).isEqualTo(prebuildId.toString());
    assertThat(repeated.status()).as("%s", repeated).isEqualTo(200);
    String containerId = claimed.field("containerId");
    assertThat(repeated.field("containerId")).isEqualTo(containerId);
    assertThat(
            HOST.engine.exec(
                containerId,
                "/bin/sh",
                "-c",
                "cd %s && cat README built".formatted(project.workspace())))
        .isEqualTo("read me\nread me\n");
    assertThat(HOST.engine.exec(containerId, "cat", "/run/environment/secrets/TOKEN"))
        .isEqualTo("swordfish");
    assertThat(agent.calls().get(environmentId.toString()).field("containerId"))
        .isEqualTo(containerId);
    assertThat(agent.calls().list().text()).contains(environmentId.toString());
    assertThat(runningClaims()).isEqualTo(claimsBefore + 1);
    agent.awaitPool(poolId, 2, 2);

    assertThat(agent.calls().delete(environmentId.toString()).status()).isEqualTo(204);

    assertThat(agent.calls().get(environmentId.toString()).status()).isEqualTo(404);
    assertThat(agent.calls().delete(environmentId.toString()).status()).isEqualTo(404);
    assertThat(HOST.holdings().ids()).doesNotContain(containerId);
    agent.awaitPrivateFolders();
    assertThat(Files.readString(agent.settings().folder.resolve("log")).lines())
        .filteredOn(line -> line.contains(environmentId.toString()))
        .anySatisfy(
            line -> assertThat(line).contains("audit: environment claimed", "from=\"127.0.0.1\""))
        .anySatisfy(line -> assertThat(line).contains("audit: environment removed"))
        .noneMatch(line -> line.contains("swordfish"));
  }

  @Test
  void theOverviewTellsOfItAll() throws Exception {
    agent.awaitPool(poolId, 2, 2);

    Answer overview = agent.calls().overview();

    assertThat(overview.status()).isEqualTo(200);
    assertThat(overview.json().at("/host/engine/up").asBoolean()).isTrue();
    assertThat(overview.json().at("/host/controlPlane/up").asBoolean()).isTrue();
    JsonNode pool = overview.json().at("/pools/0");
    assertThat(pool.at("/id").asText()).isEqualTo(poolId.toString());
    assertThat(pool.at("/origin/project").asText()).isEqualTo("project");
    assertThat(pool.at("/running").asInt()).isEqualTo(2);
    assertThat(pool.at("/stopped").asInt()).isEqualTo(2);
    assertThat(pool.at("/reason").asText()).isNotBlank();
    JsonNode prebuild = overview.json().at("/prebuilds/0");
    assertThat(prebuild.at("/id").asText()).isEqualTo(prebuildId.toString());
    assertThat(prebuild.at("/phase").asText()).isEqualTo("COMPLETED");
    assertThat(overview.json().at("/snapshots/0/id").asText()).isEqualTo(prebuildId.toString());
    assertThat(overview.json().at("/snapshots/0/bytes").asLong()).isPositive();
    assertThat(agent.calls().withoutToken("/v1/overview").status()).isEqualTo(401);
  }

  private static double runningClaims() throws Exception {
    String series = "prebuild_agent_claims_total{outcome=\"running\"}";
    return agent.calls().metrics().text().contains(series) ? agent.calls().metric(series) : 0;
  }

  @Test
  void fiftyClaimsFromEightThreadsAreAllServed() throws Exception {
    ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> claims = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        claims.add(
            threads.submit(() -> answers.add(agent.calls().claim(UUID.randomUUID(), project))));
      }
      for (Future<Boolean> claim : claims) {
        claim.get();
      }
    }

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
    assertThat(distinct(answers, "containerId")).hasSize(50);
    assertThat(distinct(answers, "environmentId")).hasSize(50);
    assertThat(distinct(answers, "source")).isSubsetOf("RUNNING", "STOPPED", "COLD");
    assertThat(HOST.holdings().ids()).containsAll(distinct(answers, "containerId"));
    agent.awaitPool(poolId, 2, 2);
    for (String environmentId : distinct(answers, "environmentId")) {
      assertThat(agent.calls().delete(environmentId).status()).isEqualTo(204);
    }
    agent.awaitPool(poolId, 2, 2);
    agent.awaitPrivateFolders();
  }

  private static Set<String> distinct(Iterable<Answer> answers, String field) {
    Set<String> values = new TreeSet<>();
    answers.forEach(answer -> values.add(answer.field(field)));
    return values;
  }

  @Test
  void whatIsTakenAwayBehindItsBackIsReplaced() throws Exception {
    agent.awaitPool(poolId, 2, 2);
    Holdings before = HOST.holdings();
    String removed = before.running(poolId).getFirst().id();
    String killed = before.running(poolId).getLast().id();
    String takenFromReserve = before.stopped(poolId).getFirst().id();

    HOST.engine.remove(removed);
    HOST.engine.kill(killed);
    HOST.engine.remove(takenFromReserve);

    Eventually.isTrue(
        "the killed one is gone as well", () -> !HOST.holdings().ids().contains(killed));
    agent.awaitPool(poolId, 2, 2);
    assertThat(HOST.holdings().ids()).doesNotContain(removed, killed, takenFromReserve);
    agent.awaitPrivateFolders();
  }

  @Test
  void oneThatIsStoppedBehindItsBackIsMadeUpFor() throws Exception {
    agent.awaitPool(poolId, 2, 2);
    String stopped = HOST.holdings().running(poolId).getFirst().id();

    HOST.engine.stop(stopped);

    agent.awaitPool(poolId, 2, 2);
  }
}
