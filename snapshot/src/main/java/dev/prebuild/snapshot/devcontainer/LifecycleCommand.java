package dev.prebuild.snapshot.devcontainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.snapshot.steps.Command;
import dev.prebuild.snapshot.steps.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A command of the lifecycle, in any of its forms, with its variables not yet put in.
 *
 * @param parts run side by side; at least one
 */
record LifecycleCommand(List<Step.Part> parts) {
  /** Commands that one object may run side by side. */
  static final int MOST_PARTS = 64;

  LifecycleCommand {
    parts = List.copyOf(parts);
  }

  /** Reads one; empty if there is nothing to run. */
  static Optional<LifecycleCommand> read(Section section, String property) {
    return section
        .value(property)
        .map(value -> parts(section, property, value))
        .filter(parts -> !parts.isEmpty())
        .map(LifecycleCommand::new);
  }

  private static List<Step.Part> parts(Section section, String property, JsonNode value) {
    if (!value.isObject()) {
      return command(section, property, value).map(it -> new Step.Part("", it)).stream().toList();
    }
    if (value.size() > MOST_PARTS) {
      throw section.wrong(property, "an object of at most %d commands".formatted(MOST_PARTS));
    }
    List<Step.Part> parts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : value.properties()) {
      if (each.getKey().chars().anyMatch(Character::isISOControl)) {
        throw section.wrong(property, "an object of names without control characters");
      }
      command(section, property + "." + each.getKey(), each.getValue())
          .ifPresent(command -> parts.add(new Step.Part(each.getKey(), command)));
    }
    return parts;
  }

  private static Optional<Command> command(Section section, String name, JsonNode value) {
    return switch (JsonKind.of(value)) {
      case NOTHING -> Optional.empty();
      case TEXT ->
          Optional.of(section.text(name, value))
              .filter(line -> !line.isBlank())
              .map(Command.Shell::new);
      case LIST -> exec(section, name, section.texts(name, value));
      case FLAG, NUMBER, OBJECT -> throw section.wrong(name, "a text or a list of texts");
    };
  }

  private static Optional<Command> exec(Section section, String name, List<String> words) {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    if (words.getFirst().isBlank()) {
      throw section.wrong(name, "a list that begins with the name of a program");
    }
    return Optional.of(new Command.Exec(words));
  }

  /** The same with something done to every text of it. */
  List<Step.Part> parts(UnaryOperator<String> expand) {
    return parts.stream()
        .map(part -> new Step.Part(part.name(), command(part.command(), expand)))
        .toList();
  }

  private static Command command(Command command, UnaryOperator<String> expand) {
    return switch (command) {
      case Command.Shell shell -> new Command.Shell(expand.apply(shell.line()));
      case Command.Exec exec -> new Command.Exec(exec.words().stream().map(expand).toList());
    };
  }
}
