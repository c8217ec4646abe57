package dev.prebuild.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process takes, by the kernel.
 *
 * @param threads of the platform; virtual ones are none
 * @param megabytes in memory
 * @param cpuMillis since its start
 */
record Footprint(int threads, long megabytes, long cpuMillis) {
  private static final int MILLIS_PER_TICK = 10;

  /** Of the fields behind the command's name, which ends in a bracket. */
  private static final int USER_TICKS = 11;

  static Footprint of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    String status = Files.readString(folder.resolve("status"));
    String stat = Files.readString(folder.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
    return new Footprint(
        Math.toIntExact(number(status, "Threads")),
        number(status, "VmRSS") / 1_024,
        ticks * MILLIS_PER_TICK);
  }

  private static long number(String status, String name) throws IOException {
    Matcher line = Pattern.compile("(?m)^%s:\\s*(\\d+)".formatted(name)).matcher(status);
    if (!line.find()) {
      throw new IOException("no %s in %s".formatted(name, status));
    }
    return Long.parseLong(line.group(1));
  }
}
