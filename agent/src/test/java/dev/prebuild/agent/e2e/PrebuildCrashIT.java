package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.EngineGate.Moment;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.HeldCall;
import dev.prebuild.agent.testkit.Leftovers;
import dev.prebuild.agent.testkit.PrebuildScene;
import dev.prebuild.agent.testkit.StalledFile;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TracedRepository;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The agent is killed at every step of a prebuild, and its next life carries that through. */
class PrebuildCrashIT {
  private static final String MAKING = "/containers/create[?]name=prebuild-";

  @RegisterExtension final TestHost host = new TestHost();

  /** What the others are measured by. */
  @Test
  void notKilledAtAll() throws Exception {
    try (PrebuildScene scene = PrebuildScene.open(host)) {
      UUID prebuildId = scene.createPrebuild();

      scene.awaitWholeSnapshot(prebuildId);

      assertThat(scene.toldPhases(prebuildId))
          .containsExactly(
              PrebuildPhase.PREBUILD_PHASE_STARTING,
              PrebuildPhase.PREBUILD_PHASE_RUNNING,
              PrebuildPhase.PREBUILD_PHASE_STOPPING,
              PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING,
              PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    }
  }

  /** Git outlives the agent, and fails only when the next clone of its prebuild is there. */
  @Test
  void killedWhileCloning() throws Exception {
    try (PrebuildScene scene = PrebuildScene.open(host);
        StalledFile stalled = StalledFile.stall(scene.repository().object("README"))) {
      UUID prebuildId = scene.createPrebuild();
      stalled.awaitReader();
      HeldCall making = scene.gate().hold(Moment.BEFORE, "POST", MAKING);

      scene.killAgent();
      stalled.restore();
      scene.startAgentAgain();
      making.awaitReached();
      stalled.letGo();
      Leftovers.awaitNoProcess(scene.agent());
      making.release();

      scene.awaitWholeSnapshot(prebuildId);
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          making the container   | BEFORE | POST   | /containers/create[?]name=prebuild-
          making the container   | AFTER  | POST   | /containers/create[?]name=prebuild-
          copying the sources in | BEFORE | PUT    | /containers/[0-9a-f]+/archive
          copying the sources in | DURING | PUT    | /containers/[0-9a-f]+/archive
          copying the sources in | AFTER  | PUT    | /containers/[0-9a-f]+/archive
          starting the container | BEFORE | POST   | /containers/[^/]+/start
          starting the container | DURING | POST   | /containers/[^/]+/start
          starting the container | AFTER  | POST   | /containers/[^/]+/start
          committing             | BEFORE | POST   | /commit
          committing             | DURING | POST   | /commit
          committing             | AFTER  | POST   | /commit
          proving the snapshot   | BEFORE | POST   | /containers/create[?]name=proof-
          proving the snapshot   | AFTER  | POST   | /containers/create[?]name=proof-
          proving the snapshot   | BEFORE | DELETE | /containers/proof-
          naming the snapshot    | BEFORE | POST   | /images/[^/]+/tag
          naming the snapshot    | AFTER  | POST   | /images/[^/]+/tag
          removing the container | BEFORE | DELETE | /containers/prebuild-
          removing the container | AFTER  | DELETE | /containers/prebuild-
          """)
  void killedAtACallToTheEngine(String step, Moment moment, String method, String path)
      throws Exception {
    try (PrebuildScene scene = PrebuildScene.open(host)) {
      HeldCall call = scene.gate().hold(moment, method, path);
      UUID prebuildId = scene.createPrebuild();
      call.awaitReached();

      scene.killAgent();
      call.drop();
      scene.startAgentAgain();

      scene.awaitWholeSnapshot(prebuildId);
    }
  }

  @ParameterizedTest
  @EnumSource
  void killedWhileTheDevContainerIsBuilt(Moment moment) throws Exception {
    try (PrebuildScene scene = PrebuildScene.openBuilt(host)) {
      HeldCall building = scene.gate().hold(moment, "POST", "/build");
      UUID prebuildId = scene.createPrebuild();
      building.awaitReached();

      scene.killAgent();
      building.drop();
      scene.startAgentAgain();

      scene.awaitWholeSnapshot(prebuildId);
    }
  }

  @Test
  void killedAtEachOfTheRepositorysSteps() throws Exception {
    String[] steps = TracedRepository.STEPS.toArray(String[]::new);
    try (PrebuildScene scene = PrebuildScene.open(host, steps)) {
      UUID prebuildId = scene.createPrebuild();
      for (String step : steps) {
        scene.awaitStep(prebuildId, step);
        scene.killAgent();
        scene.startAgentAgain();
        scene.openGate(prebuildId, step);
      }

      scene.awaitWholeSnapshot(prebuildId);
    }
  }

  /** They end while the agent waits for that, and it never gets to know. */
  @Test
  void killedAtTheEndOfTheSteps() throws Exception {
    try (PrebuildScene scene = PrebuildScene.open(host, "last")) {
      HeldCall wait = scene.gate().hold(Moment.DURING, "POST", "/containers/prebuild-[^/]+/wait");
      UUID prebuildId = scene.createPrebuild();
      wait.awaitReached();
      scene.letPass(prebuildId, "last");
      Eventually.isTrue(
          "the prebuild's container has ended",
          () -> !host.holdings().prebuilds().getFirst().isRunning());

      scene.killAgent();
      wait.drop();
      scene.startAgentAgain();

      scene.awaitWholeSnapshot(prebuildId);
    }
  }

  @Test
  void killedTwiceBeforeTheStepsBegin() throws Exception {
    try (PrebuildScene scene = PrebuildScene.open(host)) {
      HeldCall first = scene.gate().hold(Moment.BEFORE, "POST", MAKING);
      UUID prebuildId = scene.createPrebuild();
      first.awaitReached();
      scene.killAgent();
      first.drop();
      HeldCall second = scene.gate().hold(Moment.AFTER, "POST", MAKING);
      scene.startAgentAgain();
      second.awaitReached();

      scene.killAgent();
      second.drop();
      scene.startAgentAgain();

      PrebuildStatus failed =
          scene.awaitEndInNothing(prebuildId, PrebuildPhase.PREBUILD_PHASE_FAILED);
      assertThat(failed.getFailureMessage()).contains("begun 2 times");
    }
  }
}
