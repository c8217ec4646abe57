package dev.prebuild.pool.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random hosts with random trouble. {@code -Dsimulation.seed=N} replays one, {@code
 * -Dsimulation.seeds=N} runs that many; a failure names the seed that it came from.
 */
class SimulationTest {
  private static final int CLAIMS_EACH = 2_500;
  private static final int SEEDS = 400;

  @Test
  void theLawsHoldWhateverHappens() {
    Map<String, Integer> results = new TreeMap<>();
    long[] seeds = seeds().toArray();
    List<Simulation.Summary> summaries =
        Arrays.stream(seeds)
            .parallel()
            .mapToObj(seed -> new Simulation(seed).run(CLAIMS_EACH))
            .toList();
    for (Simulation.Summary summary : summaries) {
      summary.results().forEach((result, count) -> results.merge(result, count, Integer::sum));
    }
    int claims = summaries.stream().mapToInt(Simulation.Summary::claims).sum();
    System.out.printf(
        "simulation: seeds %d to %d, %,d claims: %s%n",
        seeds[0], seeds[seeds.length - 1], claims, results);
    assertThat(results).as("every way to be served").containsKeys("RUNNING", "STOPPED", "COLD");
  }

  @Test
  void aSeedIsReplayable() {
    assertThat(new Simulation(7).run(200)).isEqualTo(new Simulation(7).run(200));
  }

  private static LongStream seeds() {
    Optional<Long> one = Optional.ofNullable(Long.getLong("simulation.seed"));
    return one.map(LongStream::of)
        .orElseGet(() -> LongStream.rangeClosed(1, Integer.getInteger("simulation.seeds", SEEDS)));
  }
}
