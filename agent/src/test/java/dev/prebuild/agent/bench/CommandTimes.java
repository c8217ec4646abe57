package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.AgentCalls;
import dev.prebuild.agent.testkit.Ended;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How soon commands answer, from the first byte of the launcher to the end of the process. Beside
 * them the call that most of such a command is for, over a connection that is open already.
 */
final class CommandTimes {
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("version"),
          List.of("status"),
          List.of("pool", "list"),
          List.of("prebuild", "list"),
          List.of("environment", "list"),
          List.of("check"),
          List.of("doctor"));

  private static final int RUNS = 9;
  private static final int CALLS = 50;

  private CommandTimes() {}

  /**
   * Runs each some times.
   *
   * @param folder for what they print
   * @param settings file that tells them whom to call
   */
  static void measure(Path folder, Path settings, AgentCalls calls, Figures figures)
      throws Exception {
    Sample call = new Sample();
    for (int i = 0; i < CALLS; i++) {
      call.time(calls::list);
    }
    figures.row("one call of the agent, its environments", call);
    Map<String, String> environment = Map.of("PREBUILD_AGENT_SETTINGS", settings.toString());
    for (List<String> command : COMMANDS) {
      Sample runs = new Sample();
      for (int i = 0; i < RUNS; i++) {
        runs.time(() -> Ended.run(folder, environment, command.toArray(String[]::new)));
      }
      figures.row(String.join(" ", command), runs);
      figures.figure("command." + String.join("_", command), runs.p50() / 1e3, "s");
    }
  }
}
