package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.logs.LogEntry;
import dev.prebuild.agent.logs.LogLimits;
import dev.prebuild.agent.logs.LogLine;
import dev.prebuild.agent.logs.LogPlace;
import dev.prebuild.agent.logs.LogReader;
import dev.prebuild.agent.logs.LogStream;
import dev.prebuild.agent.logs.NotedFailures;
import dev.prebuild.agent.logs.OpenLog;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.agent.testkit.Seeds;
import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From what the engine has kept of a container to the lines of a log. */
final class LogIntakeTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00.9Z");
  private static final LogIntake.Names NAMES =
      new LogIntake.Names(List.of("install", "build"), List.of("database"));

  private static final Mask NOTHING_SECRET =
      Mask.of(
          EngineFixture.prebuild(
              new EnvironmentClass(
                  UUID.randomUUID(),
                  "small",
                  "image",
                  Limits.NONE,
                  Allowances.NONE,
                  Standby.PLAIN)));

  @TempDir Path folder;
  private final NotedFailures heard = new NotedFailures();
  private UUID prebuild = UUID.randomUUID();
  private PrebuildLogs logs;

  @BeforeEach
  void begin() {
    prebuild = UUID.randomUUID();
    reopen();
  }

  /** As after a crash. */
  private void reopen() {
    logs = new PrebuildLogs(folder, LogLimits.ofBytes(1, 1), heard, () -> START);
    logs.open(prebuild, NOTHING_SECRET);
  }

  private OpenLog log() {
    return logs.writable(prebuild).orElseThrow();
  }

  /** Reads what the engine has, as far as it would send it. */
  private void read(List<EngineLine> engine, Instant now) {
    LogPlace place = log().takeUp("container");
    Optional<Long> since = LogIntake.newest(place).map(newest -> newest.getEpochSecond() - 1);
    new LogIntake(log(), place, NAMES)
        .take(
            engine.stream()
                .filter(line -> since.isEmpty() || line.time().getEpochSecond() >= since.get())
                .toList(),
            now);
  }

  private List<LogLine> written() throws IOException {
    List<LogLine> lines = new ArrayList<>();
    LogReader reader = logs.read(prebuild, 0).orElseThrow();
    reader.read(
        entry -> {
          assertThat(entry).isInstanceOf(LogEntry.Printed.class);
          lines.add(((LogEntry.Printed) entry).line());
        });
    return lines;
  }

  private static EngineLine line(LogStream stream, int millis, String text) {
    return new EngineLine(stream, START.plusMillis(millis), text, false);
  }

  private static EngineLine piece(int millis, String text) {
    return new EngineLine(LogStream.STDOUT, START.plusMillis(millis), text, true);
  }

  @Test
  void markersTellWhoseALineIs() throws Exception {
    read(
        List.of(
            line(LogStream.STDOUT, 0, "before"),
            line(LogStream.STDOUT, 1, "\036step 0"),
            line(LogStream.STDOUT, 2, "installing"),
            line(LogStream.STDOUT, 3, "\036service 0 ready"),
            line(LogStream.STDERR, 4, "careful"),
            line(LogStream.STDERR, 5, "\036service 0 oops"),
            line(LogStream.STDOUT, 6, "no end\036end 0 0"),
            line(LogStream.STDOUT, 7, "\036step 1"),
            piece(8, "long "),
            line(LogStream.STDERR, 9, "between"),
            line(LogStream.STDOUT, 8, "line"),
            line(LogStream.STDOUT, 10, "\036step 7"),
            line(LogStream.STDOUT, 11, "unknown")),
        START);

    assertThat(written())
        .extracting(line -> line.step() + "/" + line.stream() + "/" + line.text())
        .containsExactly(
            "/STDOUT/before",
            "install/STDOUT/installing",
            "database/STDOUT/ready",
            "install/STDERR/careful",
            "database/STDERR/oops",
            "install/STDOUT/no end",
            "build/STDOUT/long ",
            "build/STDERR/between",
            "build/STDOUT/line",
            "#7/STDOUT/unknown");
  }

  @Test
  void whatFollowsAPieceOfAServiceIsItsOwnWhateverItSays() throws Exception {
    read(
        List.of(
            line(LogStream.STDOUT, 0, "\036step 1"),
            piece(1, "\036service 0 a"),
            piece(1, "\036step 0"),
            line(LogStream.STDOUT, 1, "c"),
            line(LogStream.STDOUT, 2, "d")),
        START);

    assertThat(written())
        .extracting(line -> line.step() + "/" + line.text())
        .containsExactly("database/a", "database/\036step 0", "database/c", "build/d");
  }

  @ParameterizedTest
  @CsvSource({
    "'2026-03-01T12:00:00.123456789Z text\n', 2026-03-01T12:00:00.123456789Z, text, false",
    "'2026-03-01T12:00:00.123456789Z te xt', 2026-03-01T12:00:00.123456789Z, te xt, true",
    "'2026-03-01T12:00:00.123456789Z \n', 2026-03-01T12:00:00.123456789Z, '', false",
    "'no time\n', 2026-03-01T12:00:00.9Z, no time, false",
    "'', 2026-03-01T12:00:00.9Z, '', true"
  })
  void aFrameIsALine(String payload, Instant time, String text, boolean isPartial) {
    byte[] bytes = payload.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);

    assertThat(EngineLine.of(LogStream.STDERR, bytes, START))
        .isEqualTo(new EngineLine(LogStream.STDERR, time, text, isPartial));
  }

  /** Restarted anywhere and any number of times, the log is the same. */
  @Test
  void nothingIsLostOrDoubledByRestarts() {
    Seeds.each(
        300,
        random -> {
          List<EngineLine> engine = random(random);
          begin();
          read(engine, START);
          List<LogLine> whole = written();

          begin();
          for (int end = 0; end < engine.size(); end += random.nextInt(engine.size())) {
            read(engine.subList(0, end), START);
            reopen();
          }
          read(engine, START);
          read(engine, START);

          assertThat(written()).isEqualTo(whole);
          assertThat(heard.all).isEmpty();
        });
  }

  /** Two streams, each in order, several lines of one time, neighbours in the wrong order. */
  private static List<EngineLine> random(RandomGenerator random) {
    List<EngineLine> lines = new ArrayList<>();
    int millis = 0;
    boolean isPartial = false;
    for (int i = 0; i < 60; i++) {
      boolean isStderr = random.nextInt(3) == 0;
      if (!isPartial) {
        millis += random.nextBoolean() ? 0 : random.nextInt(random.nextInt(4) == 0 ? 3000 : 3);
      }
      if (isStderr && !isPartial) {
        lines.add(line(LogStream.STDERR, millis, "error " + i));
      } else {
        isPartial = random.nextInt(6) == 0;
        lines.add(
            new EngineLine(LogStream.STDOUT, START.plusMillis(millis), text(random, i), isPartial));
      }
    }
    for (int i = 1; i < lines.size(); i++) {
      EngineLine one = lines.get(i - 1);
      EngineLine other = lines.get(i);
      if (one.stream() != other.stream()
          && Duration.between(one.time(), other.time()).toMillis() < 500
          && random.nextInt(3) == 0) {
        Collections.swap(lines, i, i - 1);
        i++;
      }
    }
    return lines;
  }

  private static String text(RandomGenerator random, int number) {
    return switch (random.nextInt(6)) {
      case 0 -> "\036step " + random.nextInt(2);
      case 1 -> "\036service 0 " + number;
      case 2 -> "";
      default -> "line " + number;
    };
  }

  @Test
  void whatTheEngineHasThrownAwayIsTold() throws Exception {
    read(List.of(line(LogStream.STDOUT, 0, "first")), START);
    read(List.of(line(LogStream.STDOUT, 5000, "much later")), START);

    assertThat(written()).hasSize(3);
    assertThat(written().get(1).stream()).isEqualTo(LogStream.AGENT);
    assertThat(written().get(1).text())
        .contains(
            "output may be missing here, printed from 2026-03-01T12:00:00.900Z to 2026-03-01T12:00:05.900Z");
  }

  /** The engine has lines of the last second, and of before, to show that none is missing. */
  @Test
  void whatIsThereIsNotToldAsMissing() throws Exception {
    List<EngineLine> engine =
        List.of(line(LogStream.STDERR, 0, "first"), line(LogStream.STDOUT, 1, "second"));
    read(engine, START);
    List<EngineLine> more = new ArrayList<>(engine);
    more.add(line(LogStream.STDERR, 9000, "much later"));
    read(more, START);

    assertThat(written())
        .extracting(LogLine::text)
        .containsExactly("first", "second", "much later");
  }
}
