package dev.prebuild.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionCommandTest {
  @TempDir Path folder;

  private String bash(String program) throws IOException, InterruptedException {
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", program).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output;
  }

  /** Asks the shell what it would offer behind these words. */
  @Test
  void theShellKnowsCommandsAndOptions() throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, Ran.program("completion bash").out());
    String offered =
        bash(
            """
        compopt() { :; }
        . %s
        COMP_WORDS=(prebuild-agent pool re) COMP_CWORD=2
        _complete_prebuild-agent
        echo "${COMPREPLY[@]}"
        COMP_WORDS=(prebuild-agent pool resize --m) COMP_CWORD=3
        _complete_prebuild-agent
        echo "${COMPREPLY[@]}"
        """
                .formatted(script));

    assertThat(offered.lines()).containsExactly("resize", "--min --max");
  }
}
