package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The packaged program, started as its users start it. */
public final class AgentProcess {
  private final Process process;
  private final Path log;

  private AgentProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Its output is added to the log, so that one file tells of all its lives. */
  public static AgentProcess start(Path log, String... arguments) throws IOException {
    return start(log, Map.of(), arguments);
  }

  /** The same with these variables beside those of this process. */
  public static AgentProcess start(Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new AgentProcess(builder.start(), log);
  }

  /** That of the build, unless the environment names another one, such as a package's. */
  static Path launcher() {
    Path launcher =
        Optional.ofNullable(System.getenv("PREBUILD_AGENT_LAUNCHER"))
            .map(Path::of)
            .orElseGet(() -> ModuleFolder.find().resolve("bin").resolve("prebuild-agent"));
    if (!Files.isExecutable(launcher)) {
      throw new AssertionError(launcher + " is not there");
    }
    return launcher;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String log() throws IOException {
    return Files.readString(log);
  }

  /** As kill -9 does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** As systemd has it read its settings again. */
  public void hangUp() throws IOException, InterruptedException {
    signal("HUP");
  }

  /** It does nothing more, and knows nothing of it, until it is resumed. */
  public void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (status != 0) {
      throw new AssertionError("kill -%s ended with %d".formatted(name, status));
    }
  }

  /** As systemd stops it; returns the exit code. */
  public int stop() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** Returns the exit code once it has ended by itself. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(
          "the agent has not ended within %d s".formatted(Eventually.LIMIT.toSeconds()));
    }
    return process.exitValue();
  }
}
