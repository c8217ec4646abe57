package dev.prebuild.agent.cli;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** For shells. */
@Command(
    name = "completion",
    description = "Prints a script that has a shell complete commands and options.")
final class CompletionCommand implements Runnable {
  private final Session session;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash.")
  private Shell shell = Shell.BASH;

  enum Shell {
    BASH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    CommandSpec root = Objects.requireNonNull(spec).root();
    String script =
        switch (shell) {
          case BASH -> AutoComplete.bash(root.name(), root.commandLine());
        };
    session.terminal().out().print(script);
  }
}
