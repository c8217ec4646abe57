package dev.prebuild.agent.cli;

import dev.prebuild.agent.cli.output.ExitCode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** All commands, by their names. */
final class Commands {
  private Commands() {}

  /**
   * The program with its commands. Those whose name is not among the words are left out where one
   * that is does not need them: to look at all takes longer than most of them run.
   */
  static CommandLine of(GlobalOptions options, Session session, List<String> words) {
    Map<String, Supplier<CommandLine>> known = known(session);
    boolean isOneNamed =
        words.stream().anyMatch(known::containsKey)
            && words.stream().noneMatch(List.of("help", "completion")::contains);
    CommandLine root = new CommandLine(options);
    root.getCommandSpec().addOption(help());
    known.forEach(
        (name, command) -> {
          if (!isOneNamed || words.contains(name)) {
            root.addSubcommand(name, command.get());
          }
        });
    root.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(
            Arrays.stream(ExitCode.values())
                .collect(
                    Collectors.toMap(
                        code -> Integer.toString(code.number()),
                        ExitCode::meaning,
                        (one, _) -> one,
                        LinkedHashMap::new)));
    return root;
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .scopeType(ScopeType.INHERIT)
        .description("Says how the command is used.")
        .build();
  }

  /** In the order of the help. */
  private static Map<String, Supplier<CommandLine>> known(Session session) {
    Map<String, Supplier<CommandLine>> known = new LinkedHashMap<>();
    known.put("init", () -> new CommandLine(new InitCommand(session)));
    known.put("check", () -> new CommandLine(new DaemonCommands.Check(session)));
    known.put("run", () -> new CommandLine(new DaemonCommands.Run(session)));
    known.put("standalone", () -> new CommandLine(new DaemonCommands.Standalone(session)));
    known.put("status", () -> new CommandLine(new StatusCommand(session)));
    known.put("doctor", () -> new CommandLine(new DoctorCommand(session)));
    known.put("prebuild", () -> PrebuildCommands.of(session));
    known.put("pool", () -> PoolCommands.of(session));
    known.put("environment", () -> EnvironmentCommands.of(session));
    known.put("drain", () -> new CommandLine(new HostCommands.Drain(session)));
    known.put("cordon", () -> new CommandLine(new HostCommands.Cordon(session)));
    known.put("uncordon", () -> new CommandLine(new HostCommands.Uncordon(session)));
    known.put("version", () -> new CommandLine(new VersionCommand(session)));
    known.put("completion", () -> new CommandLine(new CompletionCommand(session)));
    known.put("help", () -> new CommandLine(new HelpCommand()));
    return known;
  }
}
