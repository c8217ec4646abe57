package dev.prebuild.agent.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.output.LiveLine;
import dev.prebuild.agent.cli.output.OutputFormat;
import dev.prebuild.agent.cli.output.Printer;
import dev.prebuild.agent.cli.output.Terminal;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Time passes only when somebody pauses. */
final class FollowTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Instant now = Instant.EPOCH;

  private LiveLine live(boolean isInteractive) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new LiveLine(
        new Printer(
            new Terminal(stream, stream, InputStream.nullInputStream(), isInteractive, false),
            OutputFormat.TEXT));
  }

  private void pause(Duration duration) {
    now = now.plus(duration);
  }

  private static Prebuild prebuild(PrebuildStatus.Builder status) {
    return Prebuild.newBuilder().setId("p").setStatus(status).build();
  }

  private static PrebuildStatus.Builder phase(PrebuildPhase phase) {
    return PrebuildStatus.newBuilder().setPhase(phase).setLogUrl("http://host/logs");
  }

  private static List<Prebuild> life() {
    return List.of(
        prebuild(PrebuildStatus.newBuilder().setPhase(PrebuildPhase.PREBUILD_PHASE_PENDING)),
        prebuild(phase(PrebuildPhase.PREBUILD_PHASE_RUNNING)),
        prebuild(phase(PrebuildPhase.PREBUILD_PHASE_RUNNING)),
        prebuild(
            phase(PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING).setSnapshotCompletionPercentage(5)),
        prebuild(
            phase(PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING).setSnapshotCompletionPercentage(9)),
        prebuild(
            phase(PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING).setSnapshotCompletionPercentage(65)),
        prebuild(
            phase(PrebuildPhase.PREBUILD_PHASE_COMPLETED)
                .setSnapshotSizeBytes(1 << 20)
                .setWarningMessage("no devcontainer.json")));
  }

  private Prebuild follow(List<Prebuild> life, Optional<LogTail> log, boolean isInteractive)
      throws InterruptedException {
    Iterator<Prebuild> looks = life.iterator();
    return new PrebuildFollow(looks::next, log, live(isInteractive), () -> now, this::pause)
        .untilOver();
  }

  @Test
  void aPipeGetsALineForWhatIsNew() throws Exception {
    Prebuild ended = follow(life(), Optional.empty(), false);

    assertThat(ended.getStatus().getPhase()).isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList())
        .containsExactly(
            "    0.0 s  PENDING",
            "    0.5 s  RUNNING",
            "    1.5 s  SNAPSHOTTING",
            "    2.5 s  snapshot 65 %",
            "    3.0 s  COMPLETED       snapshot 1.0 MiB",
            "           warning: no devcontainer.json");
  }

  @Test
  void aTerminalGetsABarAsWellAndIsLeftInOrder() throws Exception {
    Prebuild _ = follow(life(), Optional.empty(), true);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\r\u001b[K    2.5 s  [###############.........]  65 %")
        .endsWith("           warning: no devcontainer.json\n");
  }

  @Test
  void theLogIsReadOnWhereItWasLeft() throws Exception {
    List<String> log =
        List.of(
            "{\"offset\":0,\"text\":\"one\"}\n",
            "",
            "{\"offset\":4,\"text\":\"two\"}\n{\"offset\":8,\"text\":\"three\"}\n",
            "",
            "",
            "{\"offset\":14,\"text\":\"end\"}\n{\"finished\":true,\"offset\":18}\n");
    Iterator<String> parts = log.iterator();
    List<Long> asked = new ArrayList<>();
    LogTail tail =
        new LogTail(
            offset -> {
              asked.add(offset);
              return new ByteArrayInputStream(parts.next().getBytes(StandardCharsets.UTF_8));
            });

    Prebuild _ = follow(life(), Optional.of(tail), false);

    assertThat(asked).containsExactly(0L, 4L, 4L, 14L, 14L, 14L);
    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList())
        .containsSubsequence(
            "           | one",
            "    0.5 s  RUNNING",
            "           | two",
            "           | three",
            "           | end",
            "    3.0 s  COMPLETED       snapshot 1.0 MiB");
  }

  @Test
  void aLogThatIsNotToBeHadEndsNothing() throws Exception {
    LogTail tail =
        new LogTail(
            _ -> {
              throw new Failure(ExitCode.UNREACHABLE, "away");
            });

    assertThat(follow(life(), Optional.of(tail), false).getStatus().getPhase())
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);
  }

  @Test
  void aFailureIsToldWithItsReason() throws Exception {
    Prebuild _ =
        follow(
            List.of(
                prebuild(
                    phase(PrebuildPhase.PREBUILD_PHASE_FAILED)
                        .setFailureMessage("step build ended with 2"))),
            Optional.empty(),
            false);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("    0.0 s  FAILED          step build ended with 2\n");
  }

  private static WarmPool pool(WarmPoolPhase phase, int running, int stopped) {
    return WarmPool.newBuilder()
        .setId("w")
        .setSpec(WarmPoolSpec.newBuilder().setMinSize(2).setMaxSize(3))
        .setStatus(
            WarmPoolStatus.newBuilder()
                .setPhase(phase)
                .setRunningInstances(running)
                .setStoppedInstances(stopped)
                .setFailureMessage(
                    phase == WarmPoolPhase.WARM_POOL_PHASE_DEGRADED ? "no room" : ""))
        .build();
  }

  private WarmPool await(Look<WarmPool> look) throws InterruptedException {
    return new PoolFollow(look, live(false), () -> now, this::pause).untilReady();
  }

  @Test
  void aPoolIsAwaitedUntilItIsReady() throws Exception {
    Iterator<WarmPool> looks =
        List.of(
                pool(WarmPoolPhase.WARM_POOL_PHASE_PENDING, 0, 0),
                pool(WarmPoolPhase.WARM_POOL_PHASE_DEGRADED, 0, 0),
                pool(WarmPoolPhase.WARM_POOL_PHASE_PENDING, 1, 0),
                pool(WarmPoolPhase.WARM_POOL_PHASE_PENDING, 1, 0),
                pool(WarmPoolPhase.WARM_POOL_PHASE_READY, 2, 0))
            .iterator();

    assertThat(await(looks::next).getStatus().getRunningInstances()).isEqualTo(2);

    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList())
        .containsExactly(
            "    0.0 s  ---   0 running, 0 stopped   PENDING",
            "    0.5 s  ---   0 running, 0 stopped   DEGRADED",
            "    1.0 s  #--   1 running, 0 stopped   PENDING",
            "    2.0 s  ##-   2 running, 0 stopped   READY");
  }

  @Test
  void aPoolThatStaysDegradedIsAwaitedForAMinute() {
    Failure failure =
        catchThrowableOfType(
            Failure.class, () -> await(() -> pool(WarmPoolPhase.WARM_POOL_PHASE_DEGRADED, 0, 0)));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(failure).hasMessageContaining("no room");
    assertThat(Duration.between(Instant.EPOCH, now))
        .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(1).plusSeconds(1));
  }

  @Test
  void aPoolThatIsDeletedIsAwaitedNoLonger() {
    Failure failure =
        catchThrowableOfType(
            Failure.class, () -> await(() -> pool(WarmPoolPhase.WARM_POOL_PHASE_DELETING, 1, 0)));

    assertThat(failure).hasMessageContaining("deleted");
  }
}
