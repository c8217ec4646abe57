package dev.prebuild.agent.engine.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TranscriptTest {
  private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000001");

  private final List<String> log = new ArrayList<>();

  private final Transcript transcript =
      new Transcript(
          new PrebuildLog() {
            @Override
            public void open(UUID prebuildId, Mask mask) {}

            @Override
            public void say(UUID prebuildId, String step, String text) {
              log.add("%s %s: %s".formatted(prebuildId, step, text));
            }

            @Override
            public void finish(UUID prebuildId) {}

            @Override
            public void remove(UUID prebuildId) {}
          },
          ID);

  @Test
  void linesGoIntoTheLogAsTheyAreAndIntoMessagesWithoutColour() {
    String red = "\u001B[91mwrong\u001B[0m";
    for (String line :
        List.of(
            "Step 1/2 : FROM x",
            "of the first",
            "\u001B[0mStep 2/2 : RUN false",
            " ---> Running in 0123456789ab",
            red,
            "",
            "Removing intermediate container 0123456789ab")) {
      transcript.accept(line);
    }

    assertThat(log).hasSize(7).contains(ID + " image: " + red);
    assertThat(transcript.instruction()).hasValue("RUN false");
    assertThat(transcript.container()).hasValue("0123456789ab");
    assertThat(transcript.lastLines()).containsExactly("wrong");
  }

  @Test
  void theLastLinesAreFewAndShort() {
    IntStream.range(0, 30).forEach(i -> transcript.accept(i + "x".repeat(1_000)));

    assertThat(transcript.lastLines())
        .hasSize(20)
        .allSatisfy(line -> assertThat(line).hasSize(401).endsWith("…"))
        .last()
        .asString()
        .startsWith("29x");
  }

  @Test
  void linesArePutTogetherFromPieces() {
    OutputLines lines = new OutputLines(transcript);
    List.of("on", "e\r\ntwo\n\nth", "ree").forEach(lines::add);
    lines.add("x".repeat(10_000));
    lines.finish();

    assertThat(log)
        .map(line -> line.substring(line.indexOf(": ") + 2))
        .startsWith("one", "two", "")
        .satisfies(all -> assertThat(all.get(3)).hasSize(8_192))
        .satisfies(all -> assertThat(all.get(4)).hasSize(10_005 - 8_192));
  }
}
