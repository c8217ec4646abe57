package dev.prebuild.agent.e2e;

import dev.prebuild.agent.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged program, started as its users start it. */
final class AgentProcess {
  private final Process process;
  private final Path log;

  private AgentProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Its output is added to the log, so that one file tells of all its lives. */
  static AgentProcess start(Path log, String... arguments) throws IOException {
    Path script = Path.of("bin", "prebuild-agent").toAbsolutePath();
    if (!Files.isExecutable(script)) {
      throw new AssertionError(script + " is not there; tests run in the folder of their module");
    }
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    return new AgentProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start(),
        log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** As kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  /** As systemd stops it; returns the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** Returns the exit code once it has ended by itself. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(
          "the agent has not ended within %d s".formatted(Eventually.LIMIT.toSeconds()));
    }
    return process.exitValue();
  }
}
