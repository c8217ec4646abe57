package dev.prebuild.agent.logs;

import static dev.prebuild.agent.logs.LogLines.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose agent was killed in the middle of whatever it was at. */
final class LogCrashTest {
  private static final LogLimits LIMITS = new LogLimits(300, 2, 1);
  private static final int LINES = 14;

  @TempDir Path temporary;
  private final NotedFailures heard = new NotedFailures();

  private static List<LogEntry> printed(int from, int to) {
    return IntStream.range(from, to)
        .<LogEntry>mapToObj(i -> new LogEntry.Printed(i * 10L, line(i, "line %04d".formatted(i))))
        .toList();
  }

  private LogWriter open(Path folder) throws IOException {
    return LogWriter.open(new LogFolder(folder), LIMITS, heard);
  }

  private static void write(LogWriter writer, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      writer.append(List.of(line(i, "line %04d".formatted(i))));
    }
  }

  /** Whatever of the last file has reached the disk: its whole records are there, and no others. */
  @Test
  void aHalfWrittenRecordIsCutOff() throws Exception {
    Path original = temporary.resolve("original");
    write(open(original), 0, 8);
    Segment last = new LogFolder(original).segments().getLast();
    byte[] bytes = Files.readAllBytes(last.file());
    int before = Math.toIntExact(last.start() / 10);
    for (int length = 0; length <= bytes.length; length++) {
      Path folder = copy(original, "cut");
      Files.write(folder.resolve(last.file().getFileName()), Arrays.copyOf(bytes, length));

      LogWriter writer = open(folder);
      int whole = before + records(bytes, length);

      assertThat(writer.end()).as("cut at %d", length).isEqualTo(whole * 10L);
      write(writer, whole, LINES);
      assertComplete(folder, writer);
    }
  }

  private static int records(byte[] bytes, int length) {
    return (int) IntStream.range(0, length).filter(i -> bytes[i] == '\n').count();
  }

  /** What was written over by something shorter leaves nothing behind. */
  @Test
  void garbageBehindTheLastRecordIsOverwritten() throws Exception {
    write(open(temporary), 0, 2);
    Path file = new LogFolder(temporary).segments().getLast().file();
    Files.writeString(file, Files.readString(file) + "{\"offset\":20,\"time\":\"x".repeat(40));

    LogWriter writer = open(temporary);
    write(writer, 2, LINES);

    assertComplete(temporary, writer);
  }

  /** Whatever of the packed file has reached the disk before it got its name. */
  @Test
  void aHalfPackedSegmentIsPackedAgain() throws Exception {
    Path original = temporary.resolve("original");
    write(open(original), 0, 8);
    Segment plain = new LogFolder(original).segments().getLast();
    Path packed =
        new Segment(
                copy(original, "packed").resolve(plain.file().getFileName()), plain.start(), false)
            .pack()
            .file();
    byte[] bytes = Files.readAllBytes(packed);
    for (int length = 0; length <= bytes.length; length += 7) {
      Path folder = copy(original, "half");
      Files.write(
          folder.resolve(packed.getFileName() + ".unfinished"), Arrays.copyOf(bytes, length));

      LogWriter writer = open(folder);
      write(writer, 8, LINES);

      assertComplete(folder, writer);
      writer.finish();
      assertComplete(folder, writer);
    }
  }

  @Test
  void aSegmentThatIsThereTwiceCountsOnce() throws Exception {
    Path original = temporary.resolve("original");
    write(open(original), 0, 8);
    Segment plain = new LogFolder(original).segments().getLast();
    Path folder = copy(original, "both");
    Path twin = folder.resolve(plain.file().getFileName());
    new Segment(twin, plain.start(), false).pack();
    Files.copy(plain.file(), twin);

    LogWriter writer = open(folder);
    write(writer, 8, LINES);

    assertThat(twin).doesNotExist();
    assertComplete(folder, writer);
  }

  @Test
  void aSegmentThatWasJustBegunIsBegunAgain() throws Exception {
    write(open(temporary), 0, 8);
    Files.createFile(Segment.open(temporary, 80).file());

    LogWriter writer = open(temporary);
    write(writer, 8, LINES);

    assertComplete(temporary, writer);
  }

  @Test
  void aPlaceThatMakesNoSenseIsNone() throws Exception {
    LogWriter writer = open(temporary);
    writer.takeUp("c1");
    write(writer, 0, 3);
    Files.writeString(new LogFolder(temporary).place(), "{\"container\":");

    assertThat(open(temporary).place().container()).isEmpty();
  }

  /** Nothing is dropped by so few lines but what the log itself has dropped. */
  private static void assertComplete(Path folder, LogWriter writer) throws IOException {
    assertThat(writer.end()).isEqualTo(LINES * 10L);
    List<LogEntry> entries = LogLines.readAll(new LogFolder(folder), writer.end(), 0);
    long next = 0;
    for (LogEntry entry : entries) {
      switch (entry) {
        case LogEntry.Printed printed -> {
          int number = Math.toIntExact(next / 10);
          assertThat(printed).isEqualTo(printed(number, number + 1).getFirst());
          next = printed.next();
        }
        case LogEntry.Dropped dropped -> {
          assertThat(dropped.offset()).isEqualTo(next + dropped.bytes());
          next = dropped.offset();
        }
      }
    }
    assertThat(next).isEqualTo(writer.end());
    assertThat(entries.size()).isGreaterThanOrEqualTo(9);
  }

  private Path copy(Path original, String name) throws IOException {
    Path copy = temporary.resolve(name);
    if (Files.exists(copy)) {
      Folders.remove(copy);
    }
    Files.createDirectories(copy);
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return copy;
  }
}
