package dev.prebuild.agent.controlplane.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.rules.PoolShares.Demand;
import dev.prebuild.agent.controlplane.rules.PoolShares.Share;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PoolSharesTest {
  private static final Set<String> ABC = Set.of("a", "b", "c");
  private static final Map<String, Integer> ROOMY = Map.of("a", 50, "b", 50, "c", 50);

  private static Map<String, Share> only(Demand pool, Map<String, Integer> room) {
    return PoolShares.divide(List.of(pool), room).getOrDefault(pool.poolId(), Map.of());
  }

  @Test
  void sizesAreDividedEvenly() {
    assertThat(only(new Demand("p", 3, 6, ABC), ROOMY))
        .isEqualTo(Map.of("a", new Share(1, 2), "b", new Share(1, 2), "c", new Share(1, 2)));
  }

  @Test
  void oneHostGetsAllOfIt() {
    assertThat(only(new Demand("p", 2, 7, Set.of("b")), ROOMY))
        .isEqualTo(Map.of("b", new Share(2, 7)));
  }

  @Test
  void aHostWithNothingOfAPoolHasNoShare() {
    assertThat(only(new Demand("p", 0, 1, ABC), ROOMY)).hasSize(1);
    assertThat(only(new Demand("p", 0, 1, Set.of()), ROOMY)).isEmpty();
    assertThat(only(new Demand("p", 0, 1, Set.of("unknown")), ROOMY)).isEmpty();
  }

  @Test
  void whatOneHostCannotHoldGoesToTheOthers() {
    assertThat(only(new Demand("p", 0, 9, ABC), Map.of("a", 1, "b", 50, "c", 50)))
        .isEqualTo(Map.of("a", new Share(0, 1), "b", new Share(0, 4), "c", new Share(0, 4)));
    assertThat(only(new Demand("p", 5, 9, ABC), Map.of("a", 1, "b", 1, "c", -3)))
        .isEqualTo(Map.of("a", new Share(1, 1), "b", new Share(1, 1)));
  }

  @Test
  void everyMinimumComesBeforeAnyHeadroom() {
    assertThat(
            PoolShares.divide(
                List.of(new Demand("p", 1, 9, Set.of("a")), new Demand("q", 2, 2, Set.of("a"))),
                Map.of("a", 4)))
        .isEqualTo(Map.of("p", Map.of("a", new Share(1, 2)), "q", Map.of("a", new Share(2, 2))));
  }

  @Test
  void theFirstPoolIsServedFirstWhenRoomIsShort() {
    assertThat(
            PoolShares.divide(
                List.of(new Demand("p", 3, 3, Set.of("a")), new Demand("q", 2, 2, Set.of("a"))),
                Map.of("a", 4)))
        .isEqualTo(Map.of("p", Map.of("a", new Share(3, 3)), "q", Map.of("a", new Share(1, 1))));
  }
}
