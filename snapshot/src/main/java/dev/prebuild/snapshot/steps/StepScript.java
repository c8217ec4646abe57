package dev.prebuild.snapshot.steps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The program that runs the steps of a prebuild inside its container, as the container's main
 * process: then the engine keeps output and exit code while the agent is away. It writes a journal
 * next to itself, which {@link StepJournal} reads.
 */
public final class StepScript {
  /** File that the container starts. */
  public static final String ENTRY = "run";

  /** File that tells what became of each step. */
  public static final String JOURNAL = "journal";

  private StepScript() {}

  /**
   * The files to put into the private folder of the container, by name.
   *
   * @param folder where the private folder is mounted
   * @param workspace folder that the steps run in
   */
  public static Map<String, String> files(StepPlan plan, String folder, String workspace) {
    Map<String, String> files = new LinkedHashMap<>();
    List<String> calls = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      files.put("step-" + i, line(plan.steps().get(i).parts().getFirst().command()) + "\n");
      calls.add("step %d %s\n".formatted(i, quote(plan.steps().get(i).name())));
    }
    files.put(ENTRY, program(folder, workspace) + String.join("", calls));
    return files;
  }

  private static String line(Command command) {
    return switch (command) {
      case Command.Shell shell -> shell.line();
      case Command.Exec exec ->
          exec.words().stream().map(StepScript::quote).collect(Collectors.joining(" "));
    };
  }

  private static String program(String folder, String workspace) {
    return """
        # Runs the steps of a prebuild one after another; the first that fails ends it.
        folder=%s
        cd %s || exit 125
        step() {
          printf 'start %%s %%s\n' "$1" "$(date +%%s)" >>"$folder/journal"
          printf '==> %%s\n' "$2"
          /bin/sh "$folder/step-$1"
          code=$?
          printf 'end %%s %%s %%s\n' "$1" "$(date +%%s)" "$code" >>"$folder/journal"
          [ "$code" -eq 0 ] || exit "$code"
        }
        """
        .formatted(quote(folder), quote(workspace));
  }

  /** One word for /bin/sh, whatever is in it. */
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
