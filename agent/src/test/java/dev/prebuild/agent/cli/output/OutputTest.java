package dev.prebuild.agent.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutputTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Printer printer(OutputFormat format, boolean isInteractive) {
    return new Printer(
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream(),
            isInteractive,
            false),
        format);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void columnsAreAligned() {
    Table table = new Table("NAME", "SIZE", "");
    table.add("lua", "586 MiB", "");
    table.add("a longer one", "1", "why");

    assertThat(table)
        .hasToString(
            """
            NAME          SIZE
            lua           586 MiB
            a longer one  1        why""");
  }

  @Test
  void colorsTakeNoRoom() {
    Paint paint = new Paint(true);
    Table table = new Table("A", "B");
    table.add(paint.good("x"), "1");
    table.add("xy", "2");

    assertThat(table).hasToString("A   B\n\u001b[32mx\u001b[0m   1\nxy  2");
    assertThat(new Paint(false).bad("x")).isEqualTo("x");
  }

  @Test
  void aRowThatDoesNotFitIsRefused() {
    Table table = new Table("A", "B");

    assertThatThrownBy(() -> table.add("1")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fieldsStandBelowEachOtherAndEmptyOnesAreLeftOut() {
    assertThat(new Fields().add("id", "1").add("none", "").add("failure", "one\ntwo"))
        .hasToString("id       1\nfailure  one\n         two");
  }

  @ParameterizedTest
  @CsvSource({
    "-5,0s",
    "0,0s",
    "59,59s",
    "119,119s",
    "120,2m",
    "7199,119m",
    "7200,2h",
    "172799,47h",
    "172800,2d",
    "864000,10d"
  })
  void spansHaveOneUnit(long seconds, String told) {
    assertThat(Words.span(Duration.ofSeconds(seconds))).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "1023,1023 B",
    "1024,1.0 KiB",
    "10240,10 KiB",
    "614465536,586 MiB",
    "1610612736,1.5 GiB",
    "5497558138880,5.0 TiB",
    "5497558138880000,5000 TiB"
  })
  void sizesAreShort(long bytes, String told) {
    assertThat(Words.bytes(bytes)).isEqualTo(told);
  }

  @Test
  void textsAreCutToTheirFirstLine() {
    assertThat(Words.firstLine("one\ntwo", 10)).isEqualTo("one");
    assertThat(Words.firstLine("0123456789x", 10)).isEqualTo("012345678…");
    assertThat(Words.firstLine("", 10)).isEmpty();
    assertThat(Words.count(1, "claim")).isEqualTo("1 claim");
    assertThat(Words.count(0, "claim")).isEqualTo("0 claims");
  }

  @ParameterizedTest
  @CsvSource({
    "'plain\ttext', 'plain\ttext'",
    "'\u001b[32mgreen\u001b[0m', green",
    "'\u001b[1A\u001b[2K   1.0 s  COMPLETED', '   1.0 s  COMPLETED'",
    "'\u001b]0;a title\u0007words', words",
    "'\u001b]52;c;aGk=\u001b\\words', words",
    "'10 %\r20 %\r', '20 %'",
    "'bell\u0007 and \u009bcsi', 'bell and csi'"
  })
  void whatOthersHaveWrittenMovesNoCursor(String written, String shown) {
    assertThat(Words.printable(written)).isEqualTo(shown);
  }

  @Test
  void barsFillUp() {
    assertThat(Bars.progress(0)).isEqualTo("[........................]   0 %");
    assertThat(Bars.progress(50)).isEqualTo("[############............]  50 %");
    assertThat(Bars.progress(100)).isEqualTo("[########################] 100 %");
    assertThat(Bars.pool(2, 1, 4)).isEqualTo("##.-");
    assertThat(Bars.pool(3, 2, 4)).isEqualTo("###..");
  }

  @Test
  void aTerminalHasALineThatIsWrittenOver() {
    try (LiveLine live = new LiveLine(printer(OutputFormat.TEXT, true))) {
      live.show("10 %");
      live.show("20 %");
      live.keep("done");
    }

    assertThat(printed()).isEqualTo("\r\u001b[K10 %\r\u001b[K20 %\r\u001b[Kdone\n");
  }

  @Test
  void aPipeHasOnlyLinesThatStay() {
    try (LiveLine live = new LiveLine(printer(OutputFormat.TEXT, false))) {
      live.show("10 %");
      live.keep("done");
    }

    assertThat(printed()).isEqualTo("done\n");
  }

  @Test
  void programsGetTheAnswerAlone() {
    Printer printer = printer(OutputFormat.JSON, true);
    try (LiveLine live = new LiveLine(printer)) {
      live.show("10 %");
      live.keep("done");
    }
    printer.remark("by the way");
    printer.tell(() -> "text", () -> "{}");
    printer.fail(ExitCode.REFUSED, "no \"room\"");

    assertThat(printed()).isEqualTo("{}\n");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":{\"exitCode\":5,\"kind\":\"refused\",\"message\":\"no \\\"room\\\"\"}}\n");
  }

  @Test
  void peopleGetWords() {
    Printer printer = printer(OutputFormat.TEXT, false);
    printer.remark("by the way");
    printer.tell(() -> "text\n", () -> "{}");
    printer.fail(ExitCode.REFUSED, "no room");

    assertThat(printed()).isEqualTo("by the way\ntext\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("prebuild-agent: no room\n");
  }
}
