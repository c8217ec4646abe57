package dev.prebuild.agent.controlplane.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.rules.Leases.Lease;
import dev.prebuild.agent.controlplane.rules.Leases.Supply;
import dev.prebuild.agent.controlplane.rules.Leases.Waiting;
import dev.prebuild.agent.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LeasesTest {
  private static final int SITUATIONS = 5_000;

  @Test
  void theOldestGoesToTheHostWithTheMostFreeSlots() {
    assertThat(
            Leases.plan(
                List.of(new Waiting("old", "p"), new Waiting("new", "p")),
                List.of(new Supply("a", 1), new Supply("b", 3), new Supply("c", 3)),
                Map.of()))
        .containsExactly(new Lease("old", "b"), new Lease("new", "c"));
  }

  @Test
  void aProjectThatIsServedWaitsBehindOneThatIsNot() {
    assertThat(
            Leases.plan(
                List.of(
                    new Waiting("p1", "p"),
                    new Waiting("p2", "p"),
                    new Waiting("q1", "q"),
                    new Waiting("r1", "r")),
                List.of(new Supply("a", 3)),
                Map.of("r", 2)))
        .extracting(Lease::prebuildId)
        .containsExactly("p1", "q1", "p2");
  }

  @Test
  void aHostThatHasMoreThanItHoldsGetsNothing() {
    assertThat(
            Leases.plan(
                List.of(new Waiting("p1", "p")),
                List.of(new Supply("a", -2), new Supply("b", 0)),
                Map.of()))
        .isEmpty();
  }

  /** A situation, and what was decided in it. */
  private record Decision(
      List<Waiting> waiting, List<Supply> hosts, Map<String, Integer> busy, List<Lease> leases) {

    static Decision random(RandomGenerator random) {
      List<Waiting> waiting =
          IntStream.range(0, random.nextInt(12))
              .mapToObj(number -> new Waiting("w" + number, "p" + random.nextInt(4)))
              .toList();
      List<Supply> hosts =
          IntStream.range(0, random.nextInt(5))
              .mapToObj(number -> new Supply("h" + number, random.nextInt(-2, 5)))
              .toList();
      Map<String, Integer> busy = new HashMap<>();
      IntStream.range(0, 4).forEach(number -> busy.put("p" + number, random.nextInt(3)));
      return new Decision(waiting, hosts, busy, Leases.plan(waiting, hosts, busy));
    }

    private String project(String prebuildId) {
      return waiting.stream()
          .filter(candidate -> candidate.prebuildId().equals(prebuildId))
          .map(Waiting::projectId)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void noHostGetsMoreThanItHasFreeAndNoSlotStaysFreeWhileSomethingWaits() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Decision made = Decision.random(random);
          Map<String, Long> given =
              made.leases().stream()
                  .collect(Collectors.groupingBy(Lease::host, Collectors.counting()));
          int free = made.hosts().stream().mapToInt(host -> Math.max(0, host.free())).sum();

          assertThat(made.hosts())
              .allMatch(host -> given.getOrDefault(host.host(), 0L) <= Math.max(0, host.free()));
          assertThat(made.leases()).hasSize(Math.min(free, made.waiting().size()));
          assertThat(made.leases()).extracting(Lease::prebuildId).doesNotHaveDuplicates();
        });
  }

  /** Each lease goes to a project of which no other that still waits has fewer under way. */
  @Test
  void projectsAreServedInTurnAndWithinEachTheOldestFirst() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Decision made = Decision.random(random);
          Map<String, Integer> served = new HashMap<>(made.busy());
          List<Waiting> left = new ArrayList<>(made.waiting());
          for (Lease lease : made.leases()) {
            String project = made.project(lease.prebuildId());

            assertThat(left)
                .allMatch(
                    other ->
                        served.getOrDefault(other.projectId(), 0)
                            >= served.getOrDefault(project, 0));
            assertThat(left.stream().filter(other -> other.projectId().equals(project)).findFirst())
                .hasValue(new Waiting(lease.prebuildId(), project));
            left.remove(new Waiting(lease.prebuildId(), project));
            served.merge(project, 1, Integer::sum);
          }
        });
  }

  @Test
  void theSameSituationGivesTheSameLeases() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Decision made = Decision.random(random);

          assertThat(
                  Leases.plan(
                      made.waiting(), made.hosts().reversed(), new LinkedHashMap<>(made.busy())))
              .isEqualTo(made.leases());
        });
  }
}
