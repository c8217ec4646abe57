package dev.prebuild.snapshot.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogMarkerTest {
  static final List<Arguments> MARKERS =
      List.of(
          Arguments.of("\036step 0", new LogMarker.StepBegins(0)),
          Arguments.of("\036step 9999", new LogMarker.StepBegins(9999)),
          Arguments.of("\036end 3 0", new LogMarker.StepEnds(3, 0)),
          Arguments.of("\036end 12 255", new LogMarker.StepEnds(12, 255)),
          Arguments.of("\036service 1 listening", new LogMarker.ServiceLine(1, "listening")),
          Arguments.of("\036service 0 ", new LogMarker.ServiceLine(0, "")),
          Arguments.of("\036service 0  \t x ", new LogMarker.ServiceLine(0, " \t x ")),
          Arguments.of("\036service 0 50%\r", new LogMarker.ServiceLine(0, "50%\r")),
          Arguments.of("\036service 2 \036end 0 1", new LogMarker.ServiceLine(2, "\036end 0 1")));

  static final List<Arguments> LINES =
      List.of(
          Arguments.of("", List.of("")),
          Arguments.of("plain", List.of("plain")),
          Arguments.of("\036end 0 1", List.of("\036end 0 1")),
          Arguments.of("half\036end 0 1", List.of("half", "\036end 0 1")),
          Arguments.of("50%\036service 1 up", List.of("50%", "\036service 1 up")),
          Arguments.of("\036\036step 2", List.of("\036", "\036step 2")),
          Arguments.of("\036junk\036step 2", List.of("\036junk", "\036step 2")),
          Arguments.of("half\036end 0 999", List.of("half\036end 0 999")),
          Arguments.of("\036service 1 half\036end 0 1", List.of("\036service 1 half\036end 0 1")),
          Arguments.of(
              "half\036service 1 x\036end 0 1", List.of("half", "\036service 1 x\036end 0 1")));

  @ParameterizedTest
  @FieldSource("MARKERS")
  void readsAMarker(String line, LogMarker marker) {
    assertThat(LogMarker.parse(line)).contains(marker);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "step 0",
        "==> build",
        " \036step 0",
        "half\036end 0 1",
        "\036",
        "\036step",
        "\036step ",
        "\036step -1",
        "\036step 10000",
        "\036step 99999999999999999999",
        "\036step 0 ",
        "\036step 0 extra",
        "\036step 0\n",
        "\036step ٠",
        "\036STEP 0",
        "\036end 0",
        "\036end 0 256",
        "\036end 0 1000",
        "\036end 0 -1",
        "\036end 0 1 2",
        "\036service 0",
        "\036service x y",
        "\036ready 0"
      })
  void whatAPrebuildHasPrintedItselfIsNone(String line) {
    assertThat(LogMarker.parse(line)).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("LINES")
  void cutsAMarkerOffALineThatWasNotEnded(String line, List<String> parts) {
    assertThat(LogMarker.split(line)).isEqualTo(parts);
  }

  /** Signs that could each begin a marker: one look at each, not at all that follows. */
  @ParameterizedTest
  @ValueSource(strings = {"\036", "\036step 1", "\036service ", "\036end 0 1"})
  void alsoALineThatIsAllSignsIsRead(String sign) {
    String line = sign.repeat(100_000) + "x";

    assertThat(LogMarker.parse(line)).isEmpty();
    assertThat(LogMarker.split(line)).containsExactly(line);
  }
}
