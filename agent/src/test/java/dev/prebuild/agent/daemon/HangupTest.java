package dev.prebuild.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real signal to a real process: a hangup that nobody hears of would end it. */
@Timeout(60)
final class HangupTest {
  @Test
  void aProcessThatListensHearsEveryHangupAndLivesOn() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HangupProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader()) {
      awaitLine(output, "listening");
      hangUp(process);
      awaitLine(output, "heard 1");
      hangUp(process);
      awaitLine(output, "heard 2");

      process.outputWriter().close();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void hangUp(Process process) throws Exception {
    int code = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    assertThat(code).isZero();
  }

  /** The log is on the same stream. */
  private static void awaitLine(BufferedReader output, String awaited) throws IOException {
    String line = output.readLine();
    while (line != null && !line.equals(awaited)) {
      line = output.readLine();
    }
    assertThat(line).isEqualTo(awaited);
  }
}
