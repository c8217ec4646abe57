package dev.prebuild.agent.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.prebuild.agent.logs.LogEntry;
import dev.prebuild.agent.logs.LogJson;
import dev.prebuild.agent.logs.LogLine;
import dev.prebuild.agent.logs.LogStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogLinesTest {
  private static String record(LogEntry entry) {
    return new String(LogJson.write(entry), StandardCharsets.UTF_8);
  }

  private static LogEntry.Printed printed(long offset, String text, boolean isPartial) {
    return new LogEntry.Printed(
        offset, new LogLine(Instant.EPOCH, "build", LogStream.AGENT, text, isPartial, 1));
  }

  @Test
  void theNextLineIsWhereTheLogSaysItIs() throws Exception {
    LogEntry.Printed first = printed(0, "grün", false);
    LogEntry.Printed second = printed(first.next(), "a long", true);

    LogLines read = LogLines.of(0, record(first) + record(second));

    assertThat(read.lines()).containsExactly("grün", "a long");
    assertThat(read.next()).isEqualTo(second.next());
  }

  @Test
  void whatWasDroppedIsSaid() throws Exception {
    String dropped =
        record(new LogEntry.Dropped(1_234_567, false, Optional.empty(), Instant.EPOCH, 2_000_000));

    LogLines read = LogLines.of(5, dropped);

    assertThat(read.lines()).singleElement().asString().contains("1,234,567 bytes");
    assertThat(read.next()).isEqualTo(2_000_000);
  }

  @Test
  void theEndOfALogIsNoLine() throws Exception {
    assertThat(LogLines.of(7, "{\"finished\":true,\"offset\":9}\n"))
        .isEqualTo(new LogLines(List.of(), 9));
    assertThat(LogLines.of(7, "").next()).isEqualTo(7);
  }

  @Test
  void halfARecordIsNone() {
    assertThatThrownBy(() -> LogLines.of(0, "{\"offset\":1,"))
        .isInstanceOf(JsonProcessingException.class);
  }
}
