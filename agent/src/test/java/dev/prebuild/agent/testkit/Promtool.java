package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program that comes with Prometheus and checks what it is to read. */
public final class Promtool {
  private Promtool() {}

  /**
   * Runs it and returns what it has to say, which is an error if it is not content.
   *
   * @param input what it reads
   */
  public static String run(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("prebuild-promtool-", ".txt");
    try {
      Process process = start(command, output);
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
        throw new AssertionError("%s does not end".formatted(command));
      }
      String said = Files.readString(output);
      if (process.exitValue() != 0) {
        throw new AssertionError("%s:%n%s".formatted(command, said));
      }
      return said;
    } finally {
      Files.delete(output);
    }
  }

  private static Process start(List<String> command, Path output) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs promtool, and there is none on PATH: run agent/bin/test, which installs it, or 'apt-get install prometheus'",
          e);
    }
  }
}
