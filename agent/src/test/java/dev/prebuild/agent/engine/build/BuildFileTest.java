package dev.prebuild.agent.engine.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuildFileTest {

  @Test
  void eachStageBeginsWithTheLabels() {
    String text =
        """
        # syntax=docker/dockerfile:1
        ARG VERSION=1
        from one AS \\
          # a comment
          first
        RUN echo \\
        FROM nowhere
        COPY . .
          FROM two
        RUN true \\""";

    assertThat(new BuildFile(text).labelled(Map.of("b", "2", "a", "1")).text())
        .isEqualTo(
            """
            # syntax=docker/dockerfile:1
            ARG VERSION=1
            from one AS \\
              # a comment
              first
            LABEL "a"="1" "b"="2"
            RUN echo \\
            FROM nowhere
            COPY . .
              FROM two
            LABEL "a"="1" "b"="2"
            RUN true \\
            """);
  }

  @Test
  void theFirstLinesMaySayWhatJoinsLines() {
    String text = "# syntax=x\r\n# Escape = `\r\nFROM `\r\n  one\r\nRUN dir c:\\\r\nFROM two";

    assertThat(new BuildFile(text).labelled(Map.of("a", "1")).text().lines())
        .containsExactly(
            "# syntax=x",
            "# Escape = `",
            "FROM `",
            "  one",
            "LABEL \"a\"=\"1\"",
            "RUN dir c:\\",
            "FROM two",
            "LABEL \"a\"=\"1\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM x\nRUN --mount=type=cache,target=/x true",
        "FROM x\n  run --network=none true",
        "FROM x\nRUN cat <<EOF\nhello\nEOF",
        "FROM x\nCOPY <<-'EOF' /x\nhello\nEOF"
      })
  void whatOnlyBuildKitKnowsIsSeen(String text) {
    assertThat(new BuildFile(text).needsBuildKit()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FROM x\nRUN mount --all", "FROM x\nRUN cat < x", "# RUN --mount=x"})
  void whatEveryBuilderKnowsIsNot(String text) {
    assertThat(new BuildFile(text).needsBuildKit()).isFalse();
  }
}
