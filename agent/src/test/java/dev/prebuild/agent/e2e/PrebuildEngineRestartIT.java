package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.EngineGate.Moment;
import dev.prebuild.agent.testkit.HeldCall;
import dev.prebuild.agent.testkit.OwnEngine;
import dev.prebuild.agent.testkit.PrebuildScene;
import dev.prebuild.agent.testkit.TestHost;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine ends under a prebuild, in order or not, and comes back. */
class PrebuildEngineRestartIT {
  @RegisterExtension static final OwnEngine ENGINE = new OwnEngine();

  @RegisterExtension final TestHost host = new TestHost(ENGINE.connect());

  enum End {
    STOPPED {
      @Override
      void befall(OwnEngine engine) throws InterruptedException {
        engine.stop();
      }
    },
    KILLED {
      @Override
      void befall(OwnEngine engine) throws Exception {
        engine.kill();
      }
    };

    abstract void befall(OwnEngine engine) throws Exception;
  }

  @ParameterizedTest(name = "{0}, {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          STOPPED | making the container   | AFTER  | POST | /containers/create[?]name=prebuild-
          KILLED  | making the container   | AFTER  | POST | /containers/create[?]name=prebuild-
          STOPPED | copying the sources in | DURING | PUT  | /containers/[0-9a-f]+/archive
          KILLED  | copying the sources in | DURING | PUT  | /containers/[0-9a-f]+/archive
          STOPPED | committing             | DURING | POST | /commit
          KILLED  | committing             | DURING | POST | /commit
          KILLED  | proving the snapshot   | AFTER  | POST | /containers/create[?]name=proof-
          STOPPED | removing the container | BEFORE | DELETE | /containers/prebuild-
          KILLED  | removing the container | BEFORE | DELETE | /containers/prebuild-
          """)
  void endsDuringACall(End end, String step, Moment moment, String method, String path)
      throws Exception {
    try (PrebuildScene scene = PrebuildScene.open(host)) {
      HeldCall call = scene.gate().hold(moment, method, path);
      UUID prebuildId = scene.createPrebuild();
      call.awaitReached();

      end.befall(ENGINE);
      call.drop();
      ENGINE.startAgain();

      scene.awaitWholeSnapshot(prebuildId);
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWhileStepsRun(End end) throws Exception {
    try (PrebuildScene scene = PrebuildScene.open(host, "task")) {
      UUID prebuildId = scene.createPrebuild();
      scene.awaitStep(prebuildId, "task");
      String first = scene.agent().prebuildContainer(prebuildId).orElseThrow();

      end.befall(ENGINE);
      ENGINE.startAgain();

      scene.awaitAnotherContainer(prebuildId, first);
      scene.awaitStep(prebuildId, "task");
      assertThat(host.holdings().prebuilds()).hasSize(1);
      scene.openGate(prebuildId, "task");
      scene.awaitWholeSnapshot(prebuildId);
    }
  }
}
