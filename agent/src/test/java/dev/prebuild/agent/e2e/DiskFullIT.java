package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.EngineGate.Moment;
import dev.prebuild.agent.testkit.HeldCall;
import dev.prebuild.agent.testkit.OwnEngine;
import dev.prebuild.agent.testkit.PrebuildScene;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The disk that snapshots are written to is full, or fills up under a commit. */
class DiskFullIT {
  private static final long MIB = 1 << 20;

  @RegisterExtension static final OwnEngine ENGINE = OwnEngine.onSmallDisk(300 * MIB);

  @RegisterExtension final TestHost host = new TestHost(ENGINE.connect());

  @AfterEach
  void giveBack() throws IOException {
    ENGINE.disk().empty();
  }

  @Test
  void aSnapshotThatHasNoRoomIsNotBegun() throws Exception {
    try (PrebuildScene scene = PrebuildScene.open(host, "task")) {
      UUID refused = scene.createPrebuild();
      scene.awaitStep(refused, "task");
      // One MiB is to stay free.
      ENGINE.disk().fill(MIB + MIB / 16);
      scene.openGate(refused, "task");

      PrebuildStatus failed = scene.awaitEndInNothing(refused, PrebuildPhase.PREBUILD_PHASE_FAILED);
      assertThat(failed.getFailureMessage())
          .contains("the disk has no room for the snapshot", "disk.minimumFree");

      ENGINE.disk().empty();
      UUID next = scene.createPrebuild();
      scene.letPass(next, "task");
      scene.awaitWholeSnapshot(next);
    }
  }

  /** What the engine had written by then is gone, and the next one finds room. */
  @Test
  void aDiskThatFillsUpUnderACommitLeavesNothing() throws Exception {
    try (PrebuildScene scene = PrebuildScene.open(host)) {
      HeldCall commit = scene.gate().hold(Moment.BEFORE, "POST", "/commit");
      UUID failing = scene.createPrebuild();
      commit.awaitReached();
      ENGINE.disk().fill(0);
      commit.release();

      PrebuildStatus failed = scene.awaitEndInNothing(failing, PrebuildPhase.PREBUILD_PHASE_FAILED);
      assertThat(failed.getFailureMessage()).contains("committing container", "no space left");

      ENGINE.disk().empty();
      scene.awaitWholeSnapshot(scene.createPrebuild());
    }
  }
}
