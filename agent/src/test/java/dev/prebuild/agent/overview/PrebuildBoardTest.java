package dev.prebuild.agent.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.overview.Overview.Origin;
import dev.prebuild.agent.overview.Overview.Prebuild;
import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import dev.prebuild.snapshot.lifecycle.Snapshot;
import dev.prebuild.snapshot.steps.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PrebuildBoardTest {
  private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
  private static final UUID PROJECT = new UUID(1, 1);
  private static final EnvironmentClass CLASS =
      new EnvironmentClass(
          new UUID(2, 2), "small", "image", Limits.NONE, Allowances.NONE, Standby.PLAIN);

  private Instant now = START;
  private final PrebuildBoard board = new PrebuildBoard(new Origins(Optional::empty), () -> now);

  private static PrebuildSpec spec(int number) {
    return new PrebuildSpec(
        new UUID(3, number),
        PROJECT,
        CLASS,
        new Repository(
            "https://git.example/example.git",
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty()),
        Optional.empty(),
        List.of(),
        List.of(),
        PrebuildSpec.Goal.COMPLETE,
        Duration.ofMinutes(1),
        START.plusSeconds(number),
        new PrebuildSpec.Reported(PrebuildPhase.PENDING, 1));
  }

  private void tell(int number, PrebuildStatus status) {
    board.changed(spec(number), status, Notes.NONE);
  }

  @Test
  void aPhaseKeepsItsBeginningWhileItsPercentageGrows() {
    tell(1, new PrebuildStatus.Running(new UUID(4, 4)));
    now = now.plusSeconds(5);
    tell(1, new PrebuildStatus.Snapshotting(new UUID(4, 4), 0));
    now = now.plusSeconds(5);
    tell(1, new PrebuildStatus.Snapshotting(new UUID(4, 4), 40));

    assertThat(board.prebuilds())
        .containsExactly(
            new Prebuild(
                new UUID(3, 1),
                new Origin(PROJECT, Optional.empty(), CLASS.id(), Optional.of("small")),
                PrebuildPhase.SNAPSHOTTING,
                START.plusSeconds(1),
                START.plusSeconds(5),
                OptionalInt.of(40),
                OptionalLong.empty(),
                List.of(),
                Optional.empty()));
  }

  @Test
  void anEndSaysWhatItLeaves() {
    board.changed(
        spec(1),
        new PrebuildStatus.Completed(new UUID(4, 4), new Snapshot(new UUID(3, 1), 7), START),
        new Notes(List.of(new Warning("build", "no cache")), Optional.empty()));
    tell(2, new PrebuildStatus.Failed("step build failed", START));

    Prebuild failed = board.prebuilds().get(0);
    assertThat(failed.failure()).contains("step build failed");
    Prebuild completed = board.prebuilds().get(1);
    assertThat(completed.sizeBytes()).hasValue(7);
    assertThat(completed.warnings()).containsExactly("no cache");
  }

  @Test
  void oldEndsAreForgottenAndNothingThatIsUnderWay() {
    tell(0, new PrebuildStatus.Starting());
    for (int number = 1; number <= 30; number++) {
      tell(number, new PrebuildStatus.Failed("it failed", START));
    }

    assertThat(board.prebuilds()).extracting(Prebuild::id).hasSize(21);
    assertThat(board.prebuilds().getFirst().id()).isEqualTo(new UUID(3, 30));
    assertThat(board.prebuilds().getLast().id()).isEqualTo(new UUID(3, 0));
  }

  @Test
  void whatNobodyWantsHereAnyMoreIsGone() {
    tell(1, new PrebuildStatus.Running(new UUID(4, 4)));
    tell(2, new PrebuildStatus.Starting());

    board.abandoned(new UUID(3, 1));

    assertThat(board.prebuilds()).extracting(Prebuild::id).containsExactly(new UUID(3, 2));
  }
}
