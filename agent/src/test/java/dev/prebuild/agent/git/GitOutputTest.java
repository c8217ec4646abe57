package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GitOutputTest {
  private final List<String> passed = new ArrayList<>();

  private List<String> lines(String text) throws IOException {
    return GitOutput.lines(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), passed::add);
  }

  @Test
  void linesArePassedOnAsTheyAreAndProgressIsNot() throws IOException {
    assertThat(lines("one\nReceiving: 1%\rReceiving: 99%\rReceiving: done\n\n two \nlast"))
        .containsExactly("one", "Receiving: done", "two", "last")
        .isEqualTo(passed);
  }

  @Test
  void aTerminalIsNotTalkedTo() throws IOException {
    assertThat(lines("remote: \u001b[2J\u0007\u009b1m\u202ex\n"))
        .containsExactly("remote: ?[2J??1m?x");
  }

  @Test
  void aLongLineIsCutAndManyAreForgotten() throws IOException {
    List<String> kept = lines("x".repeat(100_000) + "\n" + "line\n".repeat(1_000));

    assertThat(passed).hasSize(1_001);
    assertThat(passed.getFirst()).hasSize(500);
    assertThat(kept).hasSize(12).containsOnly("line");
  }

  @Test
  void anEndlessAnswerIsNone() {
    byte[] answer = new byte[5 << 20];

    assertThatIOException()
        .isThrownBy(() -> GitOutput.answer(new ByteArrayInputStream(answer)))
        .withMessageContaining("more than 4,194,304 bytes");
  }
}
