package dev.prebuild.agent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a command of the packaged program has come to, in a process of its own. */
public record Ended(int code, String out, String err) {

  /**
   * Runs a command to its end.
   *
   * @param folder for what it prints
   * @param environment beside that of this process
   */
  public static Ended run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    List<String> command = new ArrayList<>(List.of(AgentProcess.launcher().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(2 * Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("%s has not ended".formatted(command));
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** The same, which has to go well; returns what it has printed. */
  public String well() {
    assertThat(code).as("%s", this).isZero();
    return out;
  }

  /** The same as JSON. */
  public JsonNode json() throws IOException {
    return new ObjectMapper().readTree(well());
  }
}
