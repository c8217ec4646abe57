package dev.prebuild.agent.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Folders;
import dev.prebuild.agent.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random writes, restarts and readers: what is read is what was written, less what is told to have
 * been dropped.
 */
final class LogModelTest {
  private static final int STEPS = 120;

  @TempDir Path temporary;

  @Test
  void whatIsReadIsWhatWasWrittenLessWhatIsTold() {
    Seeds.each(60, random -> new Run(temporary.resolve("log"), random).run());
  }

  private static final class Run {
    private final LogFolder folder;
    private final RandomGenerator random;
    private final LogLimits limits;
    private final NotedFailures heard = new NotedFailures();
    private final TreeMap<Long, LogLine> model = new TreeMap<>();
    private final LogSignal signal = new LogSignal(new LogSignal.State(0, false));
    private final List<Reading> readings = new ArrayList<>();
    private LogWriter writer;
    private long end;

    Run(Path path, RandomGenerator random) throws IOException {
      if (Files.exists(path)) {
        Folders.remove(path);
      }
      this.folder = new LogFolder(path);
      this.random = random;
      this.limits =
          new LogLimits(200 + random.nextInt(2000), 1 + random.nextInt(3), 1 + random.nextInt(3));
      this.writer = LogWriter.open(folder, limits, heard);
    }

    void run() throws Exception {
      for (int second = 0; second < STEPS; second++) {
        step(second);
      }
      writer.finish();
      for (Reading reading : readings) {
        reading.goOn();
        assertThat(reading.next).isEqualTo(end);
      }
      readFrom(0);
      readFrom(random.nextLong(end + 1));
      assertThat(heard.kept).hasValue(end);
      assertThat(folder.end()).isEqualTo(end);
      assertThat(folder.segments()).hasSizeLessThanOrEqualTo(limits.most());
    }

    private void step(int second) throws Exception {
      switch (random.nextInt(10)) {
        case 0 -> writer = LogWriter.open(folder, limits, heard);
        case 1 -> readings.add(new Reading(random.nextLong(end + 1)));
        case 2 -> {
          for (Reading reading : readings) {
            reading.goOn();
          }
        }
        case 3 -> readFrom(random.nextLong(end + 1));
        default -> write(second);
      }
      assertThat(writer.end()).isEqualTo(end);
    }

    private void write(int second) throws IOException {
      List<LogLine> lines = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        LogLine line = LogLines.random(random, second);
        lines.add(line);
        model.put(end, line);
        end += line.size();
      }
      writer.append(lines);
      signal.reach(end);
    }

    private void readFrom(long offset) throws Exception {
      Reading reading = new Reading(offset);
      reading.goOn();
      assertThat(reading.next).isEqualTo(end);
    }

    /** One that stays, while the log is cut behind its back. */
    private final class Reading {
      private final LogReader reader;
      private final long from;
      private long next;

      Reading(long from) {
        this.reader = new LogReader(folder, signal, from);
        this.from = from;
        this.next = from;
      }

      void goOn() throws Exception {
        reader.await(Duration.ZERO);
        reader.read(this::check);
      }

      private void check(LogEntry entry) {
        switch (entry) {
          case LogEntry.Printed printed -> {
            boolean isFirst = next == from;
            assertThat(printed.offset())
                .isEqualTo(isFirst ? model.floorKey(from) : Long.valueOf(next));
            assertThat(printed.line()).isEqualTo(model.get(printed.offset()));
            next = printed.next();
          }
          case LogEntry.Dropped dropped -> {
            assertThat(dropped.offset()).isEqualTo(next + dropped.bytes());
            assertThat(dropped.bytes()).isPositive();
            assertThat(model).containsKey(dropped.offset());
            next = dropped.offset();
          }
        }
      }
    }
  }
}
