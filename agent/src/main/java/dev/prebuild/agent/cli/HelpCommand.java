package dev.prebuild.agent.cli;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How to use it all. */
@Command(name = "help", description = "Says how to use the program, or one of its commands.")
final class HelpCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "What to say more of.")
  private List<String> command = List.of();

  @Override
  public void run() {
    CommandLine meant = Objects.requireNonNull(spec).root().commandLine();
    for (String word : command) {
      CommandLine next = meant.getSubcommands().get(word);
      if (next == null) {
        throw new ParameterException(
            meant, "there is no command '%s'".formatted(String.join(" ", command)));
      }
      meant = next;
    }
    meant.usage(meant.getOut());
  }
}
