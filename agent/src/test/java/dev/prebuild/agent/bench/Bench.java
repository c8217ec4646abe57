package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.TestEngine;
import java.nio.file.Path;
import java.util.List;

/** Runs the benchmarks that are named, or all; {@code train FILE} trains the agent instead. */
public final class Bench {
  private static final List<String> ALL = List.of("claim", "refill", "prebuild", "snapshot", "api");

  private Bench() {}

  /** Takes the engine and the image from the environment, as the tests do. */
  public static void main(String[] arguments) throws Exception {
    Figures figures = new Figures(System.out);
    try (TestEngine engine = TestEngine.fromEnvironment()) {
      if (arguments.length == 2 && arguments[0].equals("train")) {
        Training.run(Path.of(arguments[1]));
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
          case "api" -> ApiBench.run(figures);
          default -> {
            System.err.printf("there is no benchmark '%s'; these are: %s%n", name, ALL);
            System.exit(2);
          }
        }
      }
    }
  }
}
