package dev.prebuild.snapshot.steps;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that {@link StepScript} prints between the lines of steps and services, so that a reader
 * of the output can tell whose they are. A prebuild can print such a line as well: markers say who
 * printed what, and are no proof of anything.
 */
public sealed interface LogMarker {

  /**
   * A step begins; what follows is its own.
   *
   * @param step its place in {@link StepPlan#steps()}; 0 to 9999
   */
  record StepBegins(int step) implements LogMarker {}

  /**
   * A step has ended.
   *
   * @param step its place in {@link StepPlan#steps()}; 0 to 9999
   * @param code its exit code; 0 to 255
   */
  record StepEnds(int step, int code) implements LogMarker {}

  /**
   * A service has printed a line, on either of its streams.
   *
   * @param service its place in {@link StepPlan#services()}; 0 to 9999
   * @param text the line, which may hold anything, without its end
   */
  record ServiceLine(int service, String text) implements LogMarker {}

  /** What a line is; empty for one that a step has printed. */
  static Optional<LogMarker> parse(String line) {
    Matcher marker = Syntax.MARKER.matcher(line);
    return marker.lookingAt() ? Optional.of(Syntax.read(marker)) : Optional.empty();
  }

  /**
   * A line of the output, cut where a marker begins in the middle of it: a step had printed
   * something and not ended its line.
   *
   * @return one or two lines; the second, if there is one, is a marker
   */
  static List<String> split(String line) {
    Matcher marker = Syntax.MARKER.matcher(line);
    return marker.find() && marker.start() > 0
        ? List.of(line.substring(0, marker.start()), line.substring(marker.start()))
        : List.of(line);
  }

  /** How markers are written. */
  final class Syntax {
    private static final Pattern MARKER =
        Pattern.compile(
            "\036(?:step (?<begins>\\d{1,4})"
                + "|end (?<ends>\\d{1,4}) (?<code>\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])"
                + "|service (?<service>\\d{1,4}) (?<text>.*))\\z",
            Pattern.DOTALL);

    private Syntax() {}

    private static LogMarker read(Matcher marker) {
      if (marker.group("begins") != null) {
        return new StepBegins(Integer.parseInt(marker.group("begins")));
      }
      if (marker.group("ends") != null) {
        return new StepEnds(
            Integer.parseInt(marker.group("ends")), Integer.parseInt(marker.group("code")));
      }
      return new ServiceLine(Integer.parseInt(marker.group("service")), marker.group("text"));
    }
  }
}
