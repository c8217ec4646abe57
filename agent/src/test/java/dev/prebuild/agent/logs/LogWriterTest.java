package dev.prebuild.agent.logs;

import static dev.prebuild.agent.logs.LogLines.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One log's files. */
final class LogWriterTest {
  /** Segments are full after two records. */
  private static final LogLimits LIMITS = new LogLimits(200, 2, 1);

  @TempDir Path folder;
  private final NotedFailures heard = new NotedFailures();

  private LogFolder files() {
    return new LogFolder(folder);
  }

  private LogWriter open() throws IOException {
    return LogWriter.open(files(), LIMITS, heard);
  }

  private void write(LogWriter writer, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      writer.append(List.of(line(i, "line %04d".formatted(i))));
    }
  }

  private List<LogEntry> read(LogWriter writer, long from) throws IOException {
    return LogLines.readAll(files(), writer.end(), from);
  }

  @Test
  void whatIsWrittenIsReadWithItsOffsets() throws Exception {
    LogWriter writer = open();
    writer.append(List.of(line(0, "one"), line(1, "zwölf")));

    assertThat(read(writer, 0))
        .containsExactly(
            new LogEntry.Printed(0, line(0, "one")), new LogEntry.Printed(4, line(1, "zwölf")));
    assertThat(writer.end()).isEqualTo(11);
    assertThat(read(writer, 4)).containsExactly(new LogEntry.Printed(4, line(1, "zwölf")));
    assertThat(read(writer, 6)).containsExactly(new LogEntry.Printed(4, line(1, "zwölf")));
    assertThat(read(writer, 11)).isEmpty();
  }

  @Test
  void theMiddleOfALongLogIsDroppedAndTold() throws Exception {
    LogWriter writer = open();
    write(writer, 0, 20);

    List<LogEntry> entries = read(writer, 0);

    assertThat(files().segments()).hasSize(LIMITS.most());
    LogEntry.Dropped dropped =
        new LogEntry.Dropped(
            120, false, java.util.Optional.of(line(3, "").time()), line(16, "").time(), 160);
    assertThat(entries.subList(0, 4)).containsExactlyElementsOf(printed(0, 4));
    assertThat(entries.get(4)).isEqualTo(dropped);
    assertThat(entries.subList(5, entries.size())).containsExactlyElementsOf(printed(16, 20));
    assertThat(heard.dropped).hasValue(120);
    assertThat(heard.kept).hasValue(200);
  }

  private static List<LogEntry.Printed> printed(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new LogEntry.Printed(i * 10L, line(i, "line %04d".formatted(i))))
        .toList();
  }

  /** A client that has been told of the gap, or lost its connection in it, comes back into it. */
  @Test
  void whoStartsInAGapIsToldTheRestOfIt() throws Exception {
    LogWriter writer = open();
    write(writer, 0, 20);

    assertThat(read(writer, 65).getFirst())
        .isEqualTo(
            new LogEntry.Dropped(
                95, false, java.util.Optional.of(line(3, "").time()), line(16, "").time(), 160));
  }

  @Test
  void aReaderThatIsOvertakenIsToldWhatItHasMissed() throws Exception {
    LogWriter writer = open();
    write(writer, 0, 5);
    List<LogEntry> entries = new java.util.ArrayList<>();
    LogSignal signal = new LogSignal(new LogSignal.State(writer.end(), false));
    LogReader reader = new LogReader(files(), signal, 0);
    reader.read(entries::add);

    write(writer, 5, 20);
    signal.reach(writer.end());
    reader.await(java.time.Duration.ZERO);
    reader.read(entries::add);

    assertThat(entries.get(5)).isInstanceOf(LogEntry.Dropped.class);
    assertThat(((LogEntry.Dropped) entries.get(5)).bytes()).isEqualTo(110);
    assertThat(entries.subList(6, entries.size())).containsExactlyElementsOf(printed(16, 20));
  }

  @Test
  void theFirstSegmentsArePackedAtOnceAndTheOthersAtTheEnd() throws Exception {
    LogWriter writer = open();
    write(writer, 0, 20);
    assertThat(files().segments())
        .extracting(Segment::isPacked)
        .containsExactly(true, true, false, false);
    List<LogEntry> before = read(writer, 0);

    writer.finish();

    assertThat(files().segments()).extracting(Segment::isPacked).containsOnly(true);
    assertThat(files().isFinished()).isTrue();
    assertThat(files().end()).isEqualTo(200);
    assertThat(read(writer, 0)).isEqualTo(before);
  }

  /** A folder in the place of the next segment stands for a disk that takes nothing more. */
  @Test
  void linesThatCannotBeWrittenAreToldAsDropped() throws Exception {
    LogWriter writer = open();
    write(writer, 0, 2);
    Path inTheWay = Files.createDirectory(Segment.open(folder, 20).file());
    assertThatIOException().isThrownBy(() -> write(writer, 2, 3));
    assertThatIOException().isThrownBy(() -> write(writer, 3, 4));
    assertThat(writer.end()).isEqualTo(20);
    Files.delete(inTheWay);

    write(writer, 4, 5);

    assertThat(read(writer, 0).getLast()).isEqualTo(new LogEntry.Printed(40, line(4, "line 0004")));
    assertThat(read(writer, 20).getFirst())
        .isInstanceOfSatisfying(
            LogEntry.Dropped.class, dropped -> assertThat(dropped.bytes()).isEqualTo(20));
    assertThat(open().end()).isEqualTo(50);
  }

  @Test
  void theEngineMayHaveLostMore() throws Exception {
    LogWriter writer = open();
    write(writer, 0, 20);
    files().markIncomplete();

    assertThat(read(writer, 0))
        .filteredOn(LogEntry.Dropped.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            LogEntry.Dropped.class, dropped -> assertThat(dropped.isAtLeast()).isTrue());
  }

  @Test
  void aContainersPlaceIsKnownAfterItsLinesWereDropped() throws Exception {
    LogWriter writer = open();
    writer.append(List.of(line(0, "of an earlier try")));
    writer.takeUp("c1");
    writer.enter("build");
    writer.append(
        List.of(new LogLine(LogLines.START, "build", LogStream.STDERR, "early", false, 3)));
    write(writer, 1, 30);
    writer.append(
        List.of(new LogLine(LogLines.START.plusSeconds(99), "", LogStream.AGENT, "x", false, 1)));

    LogWriter reopened = open();
    reopened.takeUp("c1");

    LogPlace place = reopened.place();
    assertThat(place).isEqualTo(writer.place());
    assertThat(place.step()).isEqualTo("build");
    assertThat(place.last())
        .containsEntry(LogStream.STDERR, new LogPlace.Mark(LogLines.START, 3))
        .containsEntry(LogStream.STDOUT, new LogPlace.Mark(line(29, "").time(), 1))
        .hasSize(2);
    reopened.takeUp("c2");
    assertThat(reopened.place().last()).isEmpty();
    assertThat(reopened.place().step()).isEmpty();
    assertThat(open().place()).isEqualTo(reopened.place());
  }
}
