package dev.prebuild.pool.autoscale.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("trace"), text);
  }

  @Test
  void aLineIsATimeInSeconds() throws IOException {
    Trace trace = Trace.read(file("0\n1.5\n1.5\n700000\n"));

    assertThat(trace.claims().get(1)).isEqualTo(Trace.START.plusMillis(1_500));
    assertThat(trace.end()).isEqualTo(Trace.START.plus(Duration.ofDays(14)));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1;2;x,    line 3: 'x' is no time
          1;;2,     line 2: '' is no time
          -1,       line 1: '-1' is no time
          NaN,      line 1: 'NaN' is no time
          1e300,    line 1: '1e300' is no time
          5;4,      line 2: '4' is before the one above it
          """)
  void aLineThatIsNoTimeIsNamed(String lines, String said) throws IOException {
    Path file = file(lines.replace(';', '\n'));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.read(file))
        .withMessageContaining(said)
        .withMessageContaining(file.toString());
  }

  @Test
  void aFileThatIsEmptyAwayOrNoTextIsRefused() throws IOException {
    Path empty = file("");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.read(empty))
        .withMessageContaining("is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.read(folder.resolve("none")))
        .withMessageContaining("there is no trace");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.read(binary))
        .withMessageContaining("cannot be read");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.read(folder))
        .withMessageContaining("cannot be read");
  }
}
