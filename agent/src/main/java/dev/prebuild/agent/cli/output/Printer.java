package dev.prebuild.agent.cli.output;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells what a command has found, and what went wrong, in the format that was asked for. */
public record Printer(Terminal terminal, OutputFormat format) {

  /** Prints the one that was asked for; the other one is not even made. */
  public void tell(Supplier<String> text, Supplier<String> json) {
    terminal
        .out()
        .println(
            switch (format) {
              case TEXT -> text.get().stripTrailing();
              case JSON -> json.get();
            });
  }

  /** What is said beside the answer; programs have no use for it. */
  public void remark(String text) {
    if (format == OutputFormat.TEXT) {
      terminal.out().println(text);
    }
  }

  /** Tells why there is no answer. */
  public void fail(ExitCode exitCode, String message) {
    terminal
        .err()
        .println(
            switch (format) {
              case TEXT -> "prebuild-agent: " + message;
              case JSON -> error(exitCode, message);
            });
  }

  private static String error(ExitCode exitCode, String message) {
    var root = JsonNodeFactory.instance.objectNode();
    root.putObject("error")
        .put("exitCode", exitCode.number())
        .put("kind", exitCode.name().toLowerCase(Locale.ROOT))
        .put("message", message);
    return root.toString();
  }
}
