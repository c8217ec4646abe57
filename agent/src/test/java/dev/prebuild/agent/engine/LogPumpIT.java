package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HostConfig;
import dev.prebuild.agent.logs.LogEntry;
import dev.prebuild.agent.logs.LogLine;
import dev.prebuild.agent.logs.LogReader;
import dev.prebuild.agent.logs.LogStream;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the real engine into a prebuild's log. */
class LogPumpIT {
  private static final String AWAIT_GATE = "while [ ! -e /gate ]; do sleep 0.05; done; ";

  private EngineFixture fixture;
  private PrebuildLogs logs;
  private Path runtime;
  private UUID prebuild;
  private PrebuildSpec spec;

  @BeforeEach
  void open(@TempDir Path folder) {
    runtime = folder;
    fixture = new EngineFixture(folder);
    logs = fixture.logs;
    spec = EngineFixture.prebuild(fixture.environmentClass);
    prebuild = spec.id();
    logs.open(prebuild, Mask.of(spec));
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  private LogPump pump() {
    return new LogPump(fixture.room, logs, fixture.ledger, Clock.systemUTC());
  }

  /** As an agent that was killed and starts again. */
  private void reopenLogs() {
    logs = fixture.openLogs();
    logs.open(prebuild, Mask.of(spec));
  }

  private String start(String script) {
    String id =
        fixture
            .engine
            .client()
            .createContainerCmd(fixture.engine.image())
            .withName(Naming.prebuild(prebuild))
            .withLabels(
                Map.of(Naming.OWNER, fixture.runnerId.toString(), Naming.ROLE, Naming.PREBUILD))
            .withHostConfig(HostConfig.newHostConfig().withLogConfig(EngineLog.bounded()))
            .withCmd("/bin/sh", "-c", script)
            .exec()
            .getId();
    fixture.engine.client().startContainerCmd(id).exec();
    return id;
  }

  private void runToEnd(String script) throws Exception {
    String id = start(script);
    try (LogPump.Run run = pump().follow(prebuild)) {
      awaitExit(id);
      run.awaitEnd();
    }
  }

  private void awaitExit(String id) throws Exception {
    Eventually.await(
        "the container ends",
        Duration.ofMinutes(3),
        () -> fixture.engine.client().inspectContainerCmd(id).exec().getState().getStatus(),
        "exited"::equals);
  }

  private List<LogEntry> entries(long from) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    logs.read(prebuild, from).orElseThrow().read(entries::add);
    return entries;
  }

  private List<LogLine> lines() throws IOException {
    return entries(0).stream().map(entry -> ((LogEntry.Printed) entry).line()).toList();
  }

  private List<String> texts(LogStream stream) throws IOException {
    return lines().stream().filter(line -> line.stream() == stream).map(LogLine::text).toList();
  }

  @Test
  void outputIsThereWhileTheContainerRuns() throws Exception {
    String id = start("echo one; " + AWAIT_GATE + "echo two >&2");
    try (LogPump.Run run = pump().follow(prebuild)) {
      LogReader reader = logs.read(prebuild, 0).orElseThrow();
      List<LogEntry> read = new ArrayList<>();
      while (read.isEmpty()) {
        reader.await(Eventually.LIMIT);
        reader.read(read::add);
      }
      assertThat(read).hasSize(1);
      String _ = fixture.engine.exec(id, "touch", "/gate");
      awaitExit(id);
      run.awaitEnd();
      reader.await(Duration.ZERO);
      reader.read(read::add);

      assertThat(read)
          .extracting(entry -> ((LogEntry.Printed) entry).line().stream() + " " + entry.offset())
          .containsExactly("STDOUT 0", "STDERR 4");
    }
  }

  @Test
  void eachLineHasItsStepAndItsStream() throws Exception {
    fixture.ledger.write(
        prebuild,
        Ledger.Entry.begin(Instant.EPOCH, 1)
            .prepared(
                new Ledger.Findings(
                    "", List.of("install", "build"), List.of("database"), List.of(), "")));

    runToEnd(
        """
        printf '\\036step 0\\n'; echo a; sleep 0.1; echo b >&2; sleep 0.1
        printf '\\036service 0 ready\\n'; printf 'c\\036end 0 0\\n'
        printf '\\036step 1\\n'; echo d
        """);

    assertThat(lines())
        .extracting(line -> line.step() + "/" + line.stream() + "/" + line.text())
        .containsExactly(
            "install/STDOUT/a",
            "install/STDERR/b",
            "database/STDOUT/ready",
            "install/STDOUT/c",
            "build/STDOUT/d");
  }

  @Test
  void restartsOfTheAgentLoseAndDoubleNothing() throws Exception {
    int count = 20_000;
    String id =
        start(
            """
            i=0
            while [ $i -lt %d ]; do
              echo "line $i"; echo "error $i" >&2; i=$((i + 1))
              [ $((i %% 500)) != 0 ] || sleep 0.1
            done
            """
                .formatted(count));
    int restarts = 0;
    while (fixture.room.containers().find(id).orElseThrow().isRunning()) {
      long before = logs.read(prebuild, 0).orElseThrow().end();
      try (LogPump.Run _ = pump().follow(prebuild)) {
        LogReader reader = logs.read(prebuild, before).orElseThrow();
        reader.await(Eventually.LIMIT);
      }
      reopenLogs();
      restarts++;
    }
    pump().drain(prebuild);
    pump().drain(prebuild);

    assertThat(restarts).isGreaterThan(2);
    assertThat(texts(LogStream.STDOUT)).containsExactlyElementsOf(numbered("line ", count));
    assertThat(texts(LogStream.STDERR)).containsExactlyElementsOf(numbered("error ", count));
    assertThat(texts(LogStream.AGENT)).isEmpty();
  }

  private static List<String> numbered(String word, int count) {
    return IntStream.range(0, count).mapToObj(i -> word + i).toList();
  }

  /** The engine cuts lines at 16 KiB, and replaces what is no UTF-8. */
  @Test
  void whateverIsPrintedArrivesAsTheEngineHasIt() throws Exception {
    String script =
        """
        printf 'colour \\033[31mred\\033[0m\\r\\n'; printf 'nul \\000 in between\\n'; printf '\\n\\n'
        printf 'bad \\377\\376 good \\303\\274\\n'; head -c 50000 /dev/urandom; echo
        head -c 100000 /dev/zero | tr '\\0' x; echo; head -c 40000 /dev/zero | tr '\\0' y
        """;
    runToEnd(script);

    String engine = fixture.engine.log(Naming.prebuild(prebuild));
    String text =
        lines().stream()
            .map(line -> line.isPartial() ? line.text() : line.text() + "\n")
            .collect(Collectors.joining());
    assertThat(text).isEqualTo(engine).contains("x".repeat(100_000) + "\n", "nul \u0000 in");
    assertThat(text).endsWith("y".repeat(40_000));
    LogEntry last = entries(0).getLast();
    assertThat(((LogEntry.Printed) last).next())
        .isEqualTo(engine.getBytes(StandardCharsets.UTF_8).length);
  }

  /** Both disks stay in bounds, and the reader is told what is missing. */
  @Test
  void aFloodIsCutAndTold() throws Exception {
    fixture.room.engine().renegotiate();
    long printed = 300_000_000;
    runToEnd("yes %s | head -c %d".formatted("x".repeat(99), printed));

    String id = fixture.room.containers().find(Naming.prebuild(prebuild)).orElseThrow().id();
    Path engineFolder =
        fixture.room.engine().readableDataRoot().orElseThrow().resolve("containers").resolve(id);
    assertThat(size(engineFolder)).isLessThan(3 * EngineLog.FILE_BYTES + (4L << 20));
    assertThat(size(runtime.resolve("logs"))).isLessThan(7L << 20);
    List<LogEntry> entries = entries(0);
    List<LogEntry.Dropped> dropped =
        entries.stream()
            .filter(LogEntry.Dropped.class::isInstance)
            .map(LogEntry.Dropped.class::cast)
            .toList();
    assertThat(dropped).isNotEmpty();
    long kept =
        entries.stream()
            .filter(LogEntry.Printed.class::isInstance)
            .mapToLong(entry -> ((LogEntry.Printed) entry).line().size())
            .sum();
    long end = ((LogEntry.Printed) entries.getLast()).next();
    assertThat(kept + dropped.stream().mapToLong(LogEntry.Dropped::bytes).sum()).isEqualTo(end);
    assertThat(dropped.getFirst().isAtLeast())
        .as("%d of %d bytes came", end, printed)
        .isEqualTo(end < printed);
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** A folder in the place of the log's file stands for a disk that takes nothing. */
  @Test
  void aLogThatCannotBeWrittenHoldsNothingUp() throws Exception {
    Path _ = Files.createDirectory(runtime.resolve("logs/%s/%019d.ndjson".formatted(prebuild, 0)));

    runToEnd("echo lost; echo lost as well");

    assertThat(lines()).isEmpty();
    assertThat(fixture.failures.all)
        .singleElement()
        .asString()
        .startsWith("writing its log in " + runtime.resolve("logs").resolve(prebuild.toString()));
  }

  @Test
  void aContainerIsNotRemovedBeforeItsOutputIsTaken() throws Exception {
    String id = start("echo last; sleep 1000");
    Eventually.await("it has printed", () -> fixture.engine.log(id), text -> text.equals("last\n"));

    fixture.prebuildHost().removeContainer(prebuild);

    assertThat(texts(LogStream.STDOUT)).containsExactly("last");
    assertThat(fixture.room.containers().find(id)).isEmpty();
  }

  /** A second try of the same prebuild goes on in the same log. */
  @Test
  void anotherContainerGoesOnWhereTheLastOneEnded() throws Exception {
    runToEnd("echo first");
    fixture.engine.remove(Naming.prebuild(prebuild));
    reopenLogs();
    runToEnd("echo second");

    assertThat(texts(LogStream.STDOUT)).containsExactly("first", "second");
    assertThat(texts(LogStream.AGENT)).isEmpty();
  }

  @Test
  void whatContainersOfOthersPrintIsNotRead() throws Exception {
    String id =
        fixture
            .engine
            .client()
            .createContainerCmd(fixture.engine.image())
            .withName(Naming.prebuild(prebuild))
            .withCmd("echo", "foreign")
            .exec()
            .getId();
    try {
      fixture.engine.client().startContainerCmd(id).exec();
      awaitExit(id);

      pump().drain(prebuild);

      assertThat(lines()).isEmpty();
    } finally {
      fixture.engine.remove(id);
    }
  }
}
