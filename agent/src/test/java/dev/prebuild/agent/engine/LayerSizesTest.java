package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LayerSizesTest {
  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);

  /** Worked out with sha256sum. */
  @Test
  void aLayerIsNamedTogetherWithAllBelowIt() {
    assertThat(LayerSizes.chain(List.of(A, B)))
        .containsExactly(
            A, "sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c");
    assertThat(LayerSizes.chain(List.of(B)).getFirst())
        .isNotEqualTo(LayerSizes.chain(List.of(A, B)).getLast());
    assertThat(LayerSizes.chain(List.of())).isEmpty();
  }

  @Test
  void stepsWithoutALayerAreLeftOut() {
    assertThat(LayerSizes.align(List.of(100L, 0L, 0L, 50L), 2)).containsExactly(100L, 50L);
  }

  @Test
  void whereEveryStepHasMadeALayerAllIsTold() {
    assertThat(LayerSizes.align(List.of(100L, 0L, 50L), 3)).containsExactly(100L, 0L, 50L);
  }

  @Test
  void theLastLayerIsRightWhicheverEmptyStepHasMadeOne() {
    assertThat(LayerSizes.align(List.of(100L, 0L, 0L, 50L), 3)).containsExactly(100L, 0L, 50L);
    assertThat(LayerSizes.align(List.of(0L, 100L, 0L, 50L), 3)).endsWith(50L);
  }

  @Test
  void aHistoryThatDoesNotFitTellsNothing() {
    assertThat(LayerSizes.align(List.of(1L, 2L, 3L), 2)).containsExactly(0L, 0L);
    assertThat(LayerSizes.align(List.of(7L), 3)).containsExactly(7L, 0L, 0L);
  }

  @Test
  void whatOtherImagesTakePutsItRight() {
    List<String> chain = List.of("1", "2", "3", "4");

    assertThat(LayerSizes.corrected(chain, List.of(100L, 40L, 0L, 5L), Map.of()))
        .containsExactly(100L, 40L, 0L, 5L);
    assertThat(
            LayerSizes.corrected(
                chain, List.of(100L, 40L, 0L, 5L), Map.of("2", 100L, "3", 140L, "4", 145L)))
        .containsExactly(100L, 0L, 40L, 5L);
    assertThat(LayerSizes.corrected(chain, List.of(0L, 0L, 0L, 0L), Map.of("3", 90L, "4", 95L)))
        .containsExactly(0L, 0L, 90L, 5L);
  }
}
