package dev.prebuild.snapshot.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StagesTest {
  private final List<Integer> told = new ArrayList<>();

  @Test
  void theCommitAloneIsToldAsItIs() {
    Stages stages = Stages.ofCommit(told::add);

    IntStream.rangeClosed(0, 99).forEach(stages::committed);

    assertThat(told).isEqualTo(IntStream.rangeClosed(0, 99).boxed().toList());
  }

  @Test
  void thePushGoesOnWhereTheCommitEnds() {
    Stages stages = Stages.ofCommitAndPush(told::add);

    List.of(0, 50, 99).forEach(stages::committed);
    List.of(0, 50, 99).forEach(stages::pushed);

    assertThat(told).containsExactly(0, 20, 40, 69, 99);
  }

  @Test
  void itNeverFallsAndTellsNothingTwice() {
    Stages stages = Stages.ofCommitAndPush(told::add);

    List.of(50, 51, 49, 99).forEach(stages::committed);
    List.of(0, 90, 10, 90, 99).forEach(stages::pushed);

    assertThat(told).isSorted().doesNotHaveDuplicates().containsExactly(20, 40, 93, 99);
  }
}
