package dev.prebuild.agent.pressure;

import dev.prebuild.pool.pressure.Room;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel writes into files of /proc. What does not look like it is nothing. */
final class ProcText {
  private static final Pattern LOAD = Pattern.compile("(\\d{1,9}\\.\\d+) .*", Pattern.DOTALL);

  private ProcText() {}

  /** Of {@code /proc/meminfo}: memory that programs can have without swapping, of all. */
  static Optional<Room> memory(String meminfo) {
    OptionalLong available = kibibytes("MemAvailable", meminfo);
    OptionalLong total = kibibytes("MemTotal", meminfo);
    return available.isPresent() && total.isPresent() && total.getAsLong() > 0
        ? Optional.of(new Room(available.getAsLong() << 10, total.getAsLong() << 10))
        : Optional.empty();
  }

  /** At most 15 digits, so that the bytes fit into a long. */
  private static OptionalLong kibibytes(String name, String meminfo) {
    Matcher line =
        Pattern.compile("^" + name + ":\\s+(\\d{1,15}) kB$", Pattern.MULTILINE).matcher(meminfo);
    return line.find() ? OptionalLong.of(Long.parseLong(line.group(1))) : OptionalLong.empty();
  }

  /**
   * Of {@code /proc/loadavg}: tasks that ran or wanted to, on average over a minute. The kernel's
   * pressure figures are no better here: they say whether anybody waits, not how many do, and on a
   * machine that builds somebody always does.
   */
  static OptionalDouble load(String loadavg) {
    Matcher text = LOAD.matcher(loadavg);
    return text.matches()
        ? OptionalDouble.of(Double.parseDouble(text.group(1)))
        : OptionalDouble.empty();
  }
}
