package dev.prebuild.agent;

import dev.prebuild.agent.cli.Program;
import dev.prebuild.agent.cli.output.Terminal;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Where it begins. */
public final class Main {
  private Main() {}

  /** Does what the arguments say, and exits with the code that tells how it went. */
  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    boolean isInteractive = isInteractive();
    Terminal terminal =
        new Terminal(
            utf8(FileDescriptor.out),
            utf8(FileDescriptor.err),
            System.in,
            isInteractive,
            isInteractive && environment.getOrDefault("NO_COLOR", "").isEmpty());
    System.exit(
        new Program(terminal, environment, Clock.systemUTC(), Thread::sleep)
            .run(List.of(arguments)));
  }

  /** Java 25 has no console where input or output is none, other than the releases before it. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isInteractive() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Whatever the locale: JSON is UTF-8, and a log is what was printed. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
