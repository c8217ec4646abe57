package dev.prebuild.agent.cli;

import dev.prebuild.agent.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** What a command has come to, in this process and in a pipe. */
record Ran(int exitCode, String out, String err) {

  /** Words that are parted by blanks. */
  static Ran program(String line) {
    return program(line.isEmpty() ? List.of() : List.of(line.split(" ")), Map.of());
  }

  static Ran program(List<String> words, Map<String, String> environment) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream(),
            false,
            false);
    int exitCode = new Program(terminal, environment, Clock.systemUTC(), Thread::sleep).run(words);
    return new Ran(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
