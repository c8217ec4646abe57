package dev.prebuild.snapshot.steps;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what {@link StepScript} wrote, a line for each thing that happened, with its time in
 * seconds:
 *
 * <pre>
 * start STEP TIME
 * end STEP TIME CODE
 * skip STEP TIME NEED
 * service SERVICE TIME ready|failed|ended CODE
 * kept TIME PATH
 * done TIME
 * </pre>
 *
 * <p>Services are numbered on behind the steps. The container could have written anything in its
 * place, so what does not fit is passed over.
 */
public final class StepJournal {
  /** A need that is no earlier step. */
  static final String MISSING = "missing";

  /** More than any plan comes to; what comes after them is passed over. */
  private static final int MOST_LINES = 10_000;

  /** More would say no more; the log has them all. */
  private static final int MOST_KEPT = 10;

  /** Whose warnings those about excluded paths are. */
  private static final String SNAPSHOT = "snapshot";

  private static final String NUMBER = "(\\d{1,4})";
  private static final String TIME = "(\\d{1,12})";
  private static final String CODE = "(\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])";

  private static final Pattern START = pattern("start", NUMBER, TIME);
  private static final Pattern END = pattern("end", NUMBER, TIME, CODE);
  private static final Pattern SKIP =
      pattern("skip", NUMBER, TIME, "(?:%s|missing)".formatted(NUMBER));
  private static final Pattern FAILED = pattern("service", NUMBER, TIME, "failed");
  private static final Pattern ENDED = pattern("service", NUMBER, TIME, "ended", CODE);
  private static final Pattern KEPT = pattern("kept", TIME, "(/\\P{Cc}{0,1023})");
  private static final Pattern DONE = pattern("done", TIME);

  private final List<String> names;
  private final List<StepRecord> steps = new ArrayList<>();
  private final Map<String, String> failedServices = new LinkedHashMap<>();
  private final Set<String> kept = new LinkedHashSet<>();
  private boolean isDone;

  private StepJournal(String journal, List<String> names) {
    this.names = names;
    journal.lines().limit(MOST_LINES).forEach(this::read);
  }

  private static Pattern pattern(String... words) {
    return Pattern.compile(String.join(" ", words));
  }

  /**
   * The steps that were begun or passed over, in their order.
   *
   * @param names of all steps, then of all services, in order; if there are none, because they are
   *     not known any more, numbers take their place
   */
  public static List<StepRecord> read(String journal, List<String> names) {
    return List.copyOf(new StepJournal(journal, names).steps);
  }

  /**
   * What went wrong without ending the prebuild: steps that failed or were passed over, services
   * that did not become ready or ended too early, and excluded paths that stayed. The step that
   * ended the prebuild is none of them.
   *
   * @param names as for the steps
   */
  public static List<Warning> warnings(String journal, List<String> names) {
    return new StepJournal(journal, names).warnings();
  }

  private void read(String line) {
    Matcher start = START.matcher(line);
    Matcher end = END.matcher(line);
    Matcher skip = SKIP.matcher(line);
    Matcher failed = FAILED.matcher(line);
    Matcher ended = ENDED.matcher(line);
    Matcher excluded = KEPT.matcher(line);
    if (start.matches()) {
      add(start, new StepRecord.Running());
    } else if (skip.matches()) {
      add(skip, new StepRecord.Skipped(Optional.ofNullable(skip.group(3)).map(this::name)));
    } else if (end.matches()) {
      end(end);
    } else if (failed.matches()) {
      addService(failed, "did not become ready in time, and the tasks ran all the same");
    } else if (ended.matches()) {
      addService(
          ended, "ended too early, with code %s, and the tasks ran on".formatted(ended.group(3)));
    } else if (excluded.matches()) {
      keep(excluded.group(2));
    } else {
      isDone |= DONE.matcher(line).matches();
    }
  }

  private void add(Matcher line, StepRecord.Outcome outcome) {
    if (Integer.parseInt(line.group(1)) == steps.size() && isNamed(line.group(1))) {
      steps.add(new StepRecord(name(line.group(1)), second(line.group(2)), outcome));
    }
  }

  /** The last end of a step counts: what the step itself has written comes before the script's. */
  private void end(Matcher line) {
    if (Integer.parseInt(line.group(1)) != steps.size() - 1
        || steps.getLast().outcome() instanceof StepRecord.Skipped) {
      return;
    }
    StepRecord started = steps.removeLast();
    StepRecord.Ended how =
        new StepRecord.Ended(second(line.group(2)), Integer.parseInt(line.group(3)));
    steps.add(new StepRecord(started.name(), started.startedAt(), how));
  }

  private void addService(Matcher line, String text) {
    if (isNamed(line.group(1))) {
      failedServices.putIfAbsent(name(line.group(1)), text);
    }
  }

  private void keep(String path) {
    if (kept.size() < MOST_KEPT) {
      kept.add(path);
    }
  }

  private boolean isNamed(String number) {
    return names.isEmpty() || Integer.parseInt(number) < names.size();
  }

  private String name(String number) {
    int place = Integer.parseInt(number);
    return place < names.size() ? names.get(place) : "#" + place;
  }

  private static Instant second(String digits) {
    return Instant.ofEpochSecond(Long.parseLong(digits));
  }

  private List<Warning> warnings() {
    boolean endedEarly = !isDone && !steps.isEmpty() && !steps.getLast().hasSucceeded();
    List<StepRecord> survived = endedEarly ? steps.subList(0, steps.size() - 1) : steps;
    return Stream.of(
            survived.stream().flatMap(step -> warning(step).stream()),
            failedServices.entrySet().stream()
                .map(service -> new Warning(service.getKey(), service.getValue())),
            kept.stream().map(StepJournal::warning))
        .flatMap(warnings -> warnings)
        .toList();
  }

  private static Warning warning(String kept) {
    return new Warning(
        SNAPSHOT,
        "%s is excluded, but could not be removed whole; the end of the log says why"
            .formatted(kept));
  }

  private static Optional<Warning> warning(StepRecord step) {
    return switch (step.outcome()) {
      case StepRecord.Running _ -> Optional.empty();
      case StepRecord.Ended(_, int code) when code == 0 -> Optional.empty();
      case StepRecord.Ended(_, int code) ->
          Optional.of(new Warning(step.name(), "exited with code " + code));
      case StepRecord.Skipped skipped -> Optional.of(new Warning(step.name(), skipped.reason()));
    };
  }
}
