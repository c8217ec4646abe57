package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.CommitWatch;
import dev.prebuild.agent.testkit.ControlPlaneCalls;
import dev.prebuild.agent.testkit.EngineGate.Moment;
import dev.prebuild.agent.testkit.HeldCall;
import dev.prebuild.agent.testkit.PrebuildScene;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A prebuild is cancelled or deleted at every step, while its agent is up and while it is down. */
class PrebuildEndsMidwayIT {
  private static final String STEP = "task";

  /** Takes an engine longer to commit than an agent to start again. */
  private static final String LARGE = "2G";

  private static final String COMMIT = "/commit";

  private static final List<Step> STEPS =
      List.of(
          new Step("making", Moment.BEFORE, "POST", "/containers/create[?]name=prebuild-"),
          new Step("making", Moment.AFTER, "POST", "/containers/create[?]name=prebuild-"),
          new Step("copying in", Moment.DURING, "PUT", "/containers/[0-9a-f]+/archive"),
          new Step("starting", Moment.AFTER, "POST", "/containers/[^/]+/start"),
          new Step("committing", Moment.BEFORE, "POST", COMMIT),
          new Step("committing", Moment.DURING, "POST", COMMIT),
          new Step("committing", Moment.AFTER, "POST", COMMIT));

  @RegisterExtension static final TestHost HOST = new TestHost();

  private static PrebuildScene scene;

  /** A step, by its call to the engine. */
  record Step(String name, Moment moment, String method, String path) {
    boolean isAfterSteps() {
      return path.equals(COMMIT);
    }

    HeldCall hold() {
      return scene.gate().hold(moment, method, path);
    }

    @Override
    public String toString() {
      return "%s, %s".formatted(name, moment);
    }
  }

  enum End {
    CANCELLED(PrebuildPhase.PREBUILD_PHASE_CANCELLED) {
      @Override
      void ask(ControlPlaneCalls controlPlane, UUID prebuildId) throws Exception {
        controlPlane.cancel(prebuildId);
      }
    },
    DELETED(PrebuildPhase.PREBUILD_PHASE_DELETED) {
      @Override
      void ask(ControlPlaneCalls controlPlane, UUID prebuildId) throws Exception {
        controlPlane.delete(prebuildId);
      }
    };

    private final PrebuildPhase phase;

    End(PrebuildPhase phase) {
      this.phase = phase;
    }

    abstract void ask(ControlPlaneCalls controlPlane, UUID prebuildId) throws Exception;
  }

  static Stream<Arguments> endsAtSteps() {
    return STEPS.stream()
        .flatMap(step -> Arrays.stream(End.values()).map(end -> Arguments.of(end, step)));
  }

  @BeforeAll
  static void open() throws Exception {
    scene = PrebuildScene.openApart(HOST, STEP);
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
  }

  @ParameterizedTest(name = "{0} while {1}")
  @MethodSource("endsAtSteps")
  void duringACallToTheEngine(End end, Step step) throws Exception {
    HeldCall call = step.hold();
    UUID prebuildId = upTo(step, call);

    ask(end, prebuildId);
    call.release();

    scene.awaitEndInNothing(prebuildId, end.phase);
  }

  @ParameterizedTest(name = "{0} while {1}")
  @MethodSource("endsAtSteps")
  void whileTheAgentIsDown(End end, Step step) throws Exception {
    HeldCall call = step.hold();
    UUID prebuildId = upTo(step, call);

    scene.killAgent();
    call.drop();
    ask(end, prebuildId);
    scene.startAgentAgain();

    scene.awaitEndInNothing(prebuildId, end.phase);
  }

  @ParameterizedTest
  @EnumSource
  void whileAStepRuns(End end) throws Exception {
    UUID prebuildId = scene.createPrebuild();
    scene.awaitStep(prebuildId, STEP);

    ask(end, prebuildId);

    scene.awaitEndInNothing(prebuildId, end.phase);
  }

  @ParameterizedTest
  @EnumSource
  void whileAStepRunsAndTheAgentIsDown(End end) throws Exception {
    UUID prebuildId = scene.createPrebuild();
    scene.awaitStep(prebuildId, STEP);

    scene.killAgent();
    ask(end, prebuildId);
    scene.startAgentAgain();

    scene.awaitEndInNothing(prebuildId, end.phase);
  }

  /** The engine carries a commit on, whoever has asked for it. */
  @Test
  void cancelledDuringALargeCommit() throws Exception {
    UUID prebuildId = upToALargeCommit();
    try (CommitWatch commit = HOST.engine.watchCommit()) {
      scene.letPass(prebuildId, STEP);
      scene.agent().awaitPhase(prebuildId, PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING);

      ask(End.CANCELLED, prebuildId);

      commit.awaitEnd();
      scene.awaitEndInNothing(prebuildId, End.CANCELLED.phase);
    }
  }

  @Test
  void deletedDuringALargeCommitOfAnEarlierLife() throws Exception {
    UUID prebuildId = upToALargeCommit();
    try (CommitWatch commit = HOST.engine.watchCommit()) {
      scene.letPass(prebuildId, STEP);
      scene.agent().awaitPhase(prebuildId, PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING);

      scene.killAgent();
      assertThat(commit.hasEnded()).as("the kill came before the commit's end").isFalse();
      ask(End.DELETED, prebuildId);
      scene.startAgentAgain();

      commit.awaitEnd();
      scene.awaitEndInNothing(prebuildId, End.DELETED.phase);
    }
  }

  /** Up to the step before it. */
  private static UUID upToALargeCommit() throws Exception {
    UUID prebuildId = scene.createPrebuild();
    scene.awaitStep(prebuildId, STEP);
    String container = scene.agent().prebuildContainer(prebuildId).orElseThrow();
    HOST.engine.exec(container, "truncate", "-s", LARGE, "/large");
    return prebuildId;
  }

  /** Creates a prebuild and sees to it that it gets to the call. */
  private static UUID upTo(Step step, HeldCall call) throws Exception {
    UUID prebuildId = scene.createPrebuild();
    if (step.isAfterSteps()) {
      scene.letPass(prebuildId, STEP);
    }
    call.awaitReached();
    return prebuildId;
  }

  private static void ask(End end, UUID prebuildId) throws Exception {
    end.ask(scene.agent().controlPlane(), prebuildId);
  }
}
