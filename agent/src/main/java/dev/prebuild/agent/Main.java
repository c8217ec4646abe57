package dev.prebuild.agent;

import dev.prebuild.agent.daemon.Daemon;
import dev.prebuild.agent.daemon.LiveSettings;
import dev.prebuild.agent.daemon.Logging;
import dev.prebuild.agent.daemon.RunnerLock.LockedException;
import dev.prebuild.agent.settings.InvalidSettingsException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The command line. Exit codes: 0 well, 2 wrong use or settings, 3 the daemon cannot come up. */
public final class Main {
  private static final int WRONG_USE = 2;
  private static final int NO_START = 3;

  private static final String USAGE =
      """
      usage: prebuild-agent COMMAND [SETTINGS]
        run SETTINGS         serve the control plane that the settings name
        standalone SETTINGS  serve an embedded control plane, in the same process
        check SETTINGS       say what is wrong with a settings file, and do nothing else
        version              print the version""";

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    int expected = command.equals("version") ? 1 : 2;
    if (arguments.size() != expected) {
      err.println(USAGE);
      return WRONG_USE;
    }
    Logging.quiet();
    try {
      return switch (command) {
        case "run" -> serve(settings(arguments), false);
        case "standalone" -> serve(settings(arguments), true);
        case "check" -> {
          settings(arguments);
          out.println(arguments.get(1) + " is fine");
          yield 0;
        }
        case "version" -> {
          out.println(version());
          yield 0;
        }
        default -> {
          err.println(USAGE);
          yield WRONG_USE;
        }
      };
    } catch (InvalidSettingsException e) {
      err.println(e.getMessage());
      return WRONG_USE;
    } catch (LockedException | Daemon.StartException e) {
      err.println("prebuild-agent: " + e.getMessage());
      return NO_START;
    }
  }

  private static LiveSettings settings(List<String> arguments) throws InvalidSettingsException {
    return LiveSettings.read(Path.of(arguments.get(1)));
  }

  private static int serve(LiveSettings settings, boolean isStandalone)
      throws LockedException, Daemon.StartException {
    Logging.configure(settings.get().log());
    new Daemon(settings, isStandalone).run();
    return 0;
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return "prebuild-agent " + (version == null ? "(not packaged)" : version);
  }
}
