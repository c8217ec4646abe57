package dev.prebuild.agent.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Runs the benchmarks that are named, or all. */
public final class Bench {
  private static final List<String> ALL = List.of("claim");

  private Bench() {}

  /** Takes the engine from DOCKER_HOST and the image from PREBUILD_AGENT_TEST_IMAGE. */
  public static void main(String[] arguments) throws Exception {
    Path socket = Path.of(URI.create(variable("DOCKER_HOST")).getPath());
    String image = variable("PREBUILD_AGENT_TEST_IMAGE");
    Figures figures = new Figures(System.out);
    for (String name : arguments.length == 0 ? ALL : List.of(arguments)) {
      switch (name) {
        case "claim" -> ClaimBench.run(socket, image, figures);
        default -> {
          System.err.printf("there is no benchmark '%s'; these are: %s%n", name, ALL);
          System.exit(2);
        }
      }
    }
  }

  private static String variable(String name) {
    return Objects.requireNonNull(
        System.getenv(name), name + " is not set; agent/bin/bench sets it");
  }
}
