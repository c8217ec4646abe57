package dev.prebuild.agent.engine;

import dev.prebuild.agent.logs.LogLine;
import dev.prebuild.agent.logs.LogPlace;
import dev.prebuild.agent.logs.LogStream;
import dev.prebuild.agent.logs.OpenLog;
import dev.prebuild.snapshot.steps.LogMarker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes one reading of a container's output into its prebuild's log: passes over what is there
 * already, and finds out whose each line is. Not thread-safe.
 */
final class LogIntake {
  private static final char MARKER = '\036';

  private final OpenLog log;
  private final Names names;
  private final Optional<Instant> resumedAt;
  private final StreamIntake stdout;
  private final StreamIntake stderr;
  private final Overrun overrun = new Overrun();
  private final List<LogLine> batch = new ArrayList<>();
  private String step;

  /** Names of a prebuild's steps and services, in order. */
  record Names(List<String> steps, List<String> services) {
    static final Names NONE = new Names(List.of(), List.of());

    String step(int number) {
      return name(steps, number);
    }

    String service(int number) {
      return name(services, number);
    }

    private static String name(List<String> names, int number) {
      return number < names.size() ? names.get(number) : "#" + number;
    }
  }

  LogIntake(OpenLog log, LogPlace place, Names names) {
    this.log = log;
    this.names = names;
    this.step = place.step();
    this.resumedAt = newest(place);
    this.stdout = new StreamIntake(Optional.ofNullable(place.last().get(LogStream.STDOUT)));
    this.stderr = new StreamIntake(Optional.ofNullable(place.last().get(LogStream.STDERR)));
  }

  /** Time of the newest line that is there already. */
  static Optional<Instant> newest(LogPlace place) {
    return place.last().values().stream().map(LogPlace.Mark::time).max(Instant::compareTo);
  }

  /**
   * Takes lines in the order in which the engine has kept them.
   *
   * @param now when they were read
   */
  void take(List<EngineLine> lines, Instant now) {
    for (EngineLine line : lines) {
      noteLoss(line, now);
      take(line);
    }
    flush();
  }

  private void noteLoss(EngineLine line, Instant now) {
    Optional<Instant> before = overrun.last().or(() -> resumedAt);
    boolean isBehind = overrun.before(line.text().length(), line.time(), now);
    if (isBehind || of(line.stream()).misses(line.time(), resumedAt)) {
      flush();
      log.markIncomplete();
      batch.add(
          new LogLine(
              line.time(),
              "",
              LogStream.AGENT,
              "[… output may be missing here, printed from %s to %s: the engine keeps only the last of it, and the agent had not read it yet …]"
                  .formatted(before.orElse(Instant.EPOCH), line.time()),
              false,
              1));
    }
  }

  private StreamIntake of(LogStream stream) {
    return stream == LogStream.STDERR ? stderr : stdout;
  }

  private void take(EngineLine line) {
    StreamIntake stream = of(line.stream());
    if (stream.owner().isPresent()) {
      add(stream, line, stream.owner().get(), line.text(), line.isPartial());
    } else if (line.text().indexOf(MARKER) < 0) {
      add(stream, line, step, line.text(), line.isPartial());
    } else {
      takeMarked(stream, line);
    }
  }

  private void takeMarked(StreamIntake stream, EngineLine line) {
    List<String> parts = LogMarker.split(line.text());
    for (int i = 0; i < parts.size(); i++) {
      boolean isPartial = line.isPartial() && i == parts.size() - 1;
      switch (LogMarker.parse(parts.get(i)).orElse(null)) {
        case null -> add(stream, line, step, parts.get(i), isPartial);
        case LogMarker.StepBegins begins -> enter(names.step(begins.step()));
        case LogMarker.StepEnds _ -> {
          // What still comes is from what it has left running.
        }
        case LogMarker.ServiceLine service ->
            add(stream, line, names.service(service.service()), service.text(), isPartial);
      }
    }
  }

  /** What comes before it is written first: a crash in between must not give it to this step. */
  private void enter(String other) {
    if (!step.equals(other)) {
      flush();
      step = other;
      log.enter(other);
    }
  }

  private void add(
      StreamIntake stream, EngineLine line, String owner, String text, boolean isPartial) {
    stream.goesOn(isPartial ? Optional.of(owner) : Optional.empty());
    boolean isNothing = isPartial && text.isEmpty();
    if (!isNothing && stream.isNew(line.time())) {
      batch.add(new LogLine(line.time(), owner, line.stream(), text, isPartial, stream.nth()));
    }
  }

  private void flush() {
    log.append(batch);
    batch.clear();
  }
}
