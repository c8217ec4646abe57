package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.TestEngine;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the benchmarks that are named, or all that need nothing but an engine; {@code autoscaler
 * TRACE} compares sizes of pools instead, {@code train FILE FILE} trains the agent and its
 * commands.
 */
public final class Bench {
  private static final List<String> ALL =
      List.of("claim", "refill", "prebuild", "snapshot", "api", "daemon");

  private Bench() {}

  /** Takes the engine and the image from the environment, as the tests do. */
  public static void main(String[] arguments) throws Exception {
    Figures figures = new Figures(System.out);
    if (arguments.length > 0 && arguments[0].equals("autoscaler")) {
      compareSizes(List.of(arguments).subList(1, arguments.length), figures);
      return;
    }
    try (TestEngine engine = TestEngine.fromEnvironment()) {
      if (arguments.length == 3 && arguments[0].equals("train")) {
        Training.run(Path.of(arguments[1]), Path.of(arguments[2]));
        return;
      }
      for (String name : arguments.length == 0 ? ALL : List.of(arguments)) {
        switch (name) {
          case "claim" -> ClaimBench.run(engine, figures);
          case "refill" -> RefillBench.run(engine, figures);
          case "prebuild" -> PrebuildBench.run(figures);
          case "snapshot" -> {
            CommitClaimBench.run(figures);
            SnapshotBench.run(engine, figures);
          }
          case "daemon" -> DaemonBench.run(engine, figures);
          case "api" -> ApiBench.run(figures);
          default -> {
            System.err.printf(
                "there is no benchmark '%s'; these are: %s; and alone, %s%n",
                name, ALL, AutoscalerBench.USAGE);
            System.exit(2);
          }
        }
      }
    }
  }

  private static void compareSizes(List<String> arguments, Figures figures) {
    try {
      AutoscalerBench.run(arguments, figures);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    }
  }
}
