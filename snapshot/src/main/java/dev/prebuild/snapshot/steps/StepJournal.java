package dev.prebuild.snapshot.steps;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@link StepScript} wrote. The container could have written anything in its place, so
 * what does not fit is passed over.
 */
public final class StepJournal {
  private static final Pattern START = Pattern.compile("start (\\d{1,4}) (\\d{1,12})");
  private static final Pattern END = Pattern.compile("end (\\d{1,4}) (\\d{1,12}) (\\d{1,3})");

  private StepJournal() {}

  /**
   * The steps that have started, in their order.
   *
   * @param names of all steps, in order
   */
  public static List<StepRecord> read(String journal, List<String> names) {
    List<StepRecord> steps = new ArrayList<>();
    for (String line : journal.lines().toList()) {
      Matcher start = START.matcher(line);
      Matcher end = END.matcher(line);
      if (start.matches() && Integer.parseInt(start.group(1)) == steps.size()) {
        String name = steps.size() < names.size() ? names.get(steps.size()) : "#" + steps.size();
        steps.add(new StepRecord(name, second(start.group(2)), Optional.empty()));
      } else if (end.matches() && Integer.parseInt(end.group(1)) == steps.size() - 1) {
        StepRecord started = steps.removeLast();
        StepRecord.End how =
            new StepRecord.End(second(end.group(2)), Integer.parseInt(end.group(3)));
        steps.add(new StepRecord(started.name(), started.startedAt(), Optional.of(how)));
      }
    }
    return List.copyOf(steps);
  }

  private static Instant second(String digits) {
    return Instant.ofEpochSecond(Long.parseLong(digits));
  }
}
