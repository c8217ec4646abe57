package dev.prebuild.agent.cli;

import dev.prebuild.agent.cli.follow.Pause;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.output.Printer;
import dev.prebuild.agent.cli.output.Terminal;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program, from words on a command line to an exit code. */
public final class Program {
  private static final int HELP_WIDTH = 100;

  private final Session.Surroundings surroundings;

  /**
   * @param environment variables
   * @param pause lets time pass while something is followed
   */
  public Program(
      Terminal terminal, Map<String, String> environment, InstantSource clock, Pause pause) {
    this.surroundings = new Session.Surroundings(terminal, environment, clock, pause);
  }

  /** Does what the words say; returns what the process is to end with. */
  public int run(List<String> words) {
    GlobalOptions options = new GlobalOptions();
    try (Session session = new Session(options, surroundings)) {
      return commandLine(options, session, words).execute(words.toArray(String[]::new));
    }
  }

  private CommandLine commandLine(GlobalOptions options, Session session, List<String> words) {
    Terminal terminal = surroundings.terminal();
    return Commands.of(options, session, words)
        .setOut(writer(terminal.out()))
        .setErr(writer(terminal.err()))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.isColored() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(HELP_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, Spans::parse)
        .registerConverter(URI.class, Urls::parse)
        .setParameterExceptionHandler((e, _) -> wrongUse(e, session.printer()))
        .setExecutionExceptionHandler((e, _, _) -> failed(e, session));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int wrongUse(ParameterException e, Printer printer) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    printer.fail(
        ExitCode.WRONG_USE, "%s; '%s --help' says how it is used".formatted(what(e), command));
    return ExitCode.WRONG_USE.number();
  }

  /**
   * The first word that is no command, and those that may have been meant; else what picocli says.
   */
  private static String what(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || e.getCommandLine().getSubcommands().isEmpty()
        || unmatched.isUnknownOption()) {
      return String.valueOf(e.getMessage());
    }
    List<String> meant = unmatched.getSuggestions();
    return "there is no command '%s'%s"
        .formatted(
            unmatched.getUnmatched().getFirst(),
            meant.isEmpty() ? "" : " (did you mean %s?)".formatted(String.join(" or ", meant)));
  }

  private static int failed(Exception e, Session session) {
    ExitCode code = ExitCode.FAILED;
    String message = "it failed in a way that nobody foresaw: %s; please report it".formatted(e);
    switch (e) {
      case Failure failure -> {
        code = failure.exitCode();
        message = failure.reason();
      }
      case InterruptedException _ -> message = "interrupted";
      default -> e.printStackTrace(session.terminal().err());
    }
    session.printer().fail(code, message);
    return code.number();
  }
}
