package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.daemon.Daemon;
import dev.prebuild.agent.daemon.LiveSettings;
import dev.prebuild.agent.daemon.Logging;
import dev.prebuild.agent.daemon.RunnerLock.LockedException;
import dev.prebuild.agent.settings.InvalidSettingsException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The daemon itself, and its settings. */
final class DaemonCommands {
  private DaemonCommands() {}

  /** A command that is about a settings file. */
  abstract static class WithSettings {
    final Session session;

    @Parameters(
        arity = "0..1",
        paramLabel = "SETTINGS",
        description = "Settings file, other than that of --settings.")
    private Optional<Path> settings = Optional.empty();

    WithSettings(Session session) {
      this.session = session;
    }

    Path file() {
      return settings.orElseGet(session::settingsFile);
    }

    LiveSettings read() {
      Logging.quiet();
      try {
        return LiveSettings.read(file());
      } catch (InvalidSettingsException e) {
        throw new Failure(ExitCode.WRONG_USE, String.valueOf(e.getMessage()), e);
      }
    }

    void serve(boolean isStandalone) {
      LiveSettings live = read();
      Logging.configure(live.get().log());
      try {
        new Daemon(live, isStandalone).run();
      } catch (LockedException | Daemon.StartException e) {
        throw new Failure(ExitCode.NO_START, String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** For hosts of a remote control plane. */
  @Command(
      name = "run",
      description = "Runs the daemon, for the control plane that the settings name.")
  static final class Run extends WithSettings implements Runnable {
    Run(Session session) {
      super(session);
    }

    @Override
    public void run() {
      serve(false);
    }
  }

  /** For a host of its own. */
  @Command(
      name = "standalone",
      description = "Runs the daemon with an embedded control plane, in the same process.")
  static final class Standalone extends WithSettings implements Runnable {
    Standalone(Session session) {
      super(session);
    }

    @Override
    public void run() {
      serve(true);
    }
  }

  /** For those who have changed settings. */
  @Command(
      name = "check",
      description = "Says what is wrong with the settings, and does nothing else.")
  static final class Check extends WithSettings implements Runnable {
    Check(Session session) {
      super(session);
    }

    @Override
    public void run() {
      LiveSettings _ = read();
      session
          .printer()
          .tell(
              () -> file() + " is fine",
              () ->
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("file", file().toString())
                      .put("fine", true)
                      .toPrettyString());
    }
  }
}
