package dev.prebuild.agent.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.pressure.Room;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as kernels write them, and others. */
final class ProcTextTest {
  static final String MEMINFO =
      """
      MemTotal:       24684084 kB
      MemFree:        22491780 kB
      MemAvailable:   23405968 kB
      Buffers:           92436 kB
      Cached:          1050116 kB
      SwapCached:            0 kB
      HugePages_Total:       0
      Hugepagesize:       2048 kB
      """;

  @Test
  void memoryIsWhatIsAvailableOfAll() {
    assertThat(ProcText.memory(MEMINFO)).hasValue(new Room(23_405_968L * 1024, 24_684_084L * 1024));
  }

  /** What is missing, unknown or impossible; the second is a kernel before 3.14. */
  static final List<String> NO_MEMORY =
      List.of(
          "",
          "MemTotal:  1000 kB\nMemFree: 500 kB\n",
          "MemAvailable:  1000 kB\n",
          "MemTotal: 0 kB\nMemAvailable: 0 kB\n",
          "MemTotal: -5 kB\nMemAvailable: 3 kB\n",
          "MemTotal: 1000 MB\nMemAvailable: 3 kB\n",
          "MemTotal: 9999999999999999999 kB\nMemAvailable: 3 kB\n",
          "MemTotal:\nMemAvailable:\n",
          "\0\0\0",
          "garbage");

  @ParameterizedTest
  @FieldSource("NO_MEMORY")
  void whatIsNoMemoryIsNothing(String text) {
    assertThat(ProcText.memory(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.12 3.02 2.80 6/166 3098\n", "4.12 0.00 0.00 1/1 1"})
  void loadIsThatOfTheLastMinute(String text) {
    assertThat(ProcText.load(text)).hasValue(4.12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4.12",
        "nan 1 2",
        "-1.00 2.00 3.00",
        "99999999999.0 1",
        "1e9 1 1",
        "\0",
        "4,12 1"
      })
  void whatIsNoLoadIsNothing(String text) {
    assertThat(ProcText.load(text)).isEmpty();
  }
}
