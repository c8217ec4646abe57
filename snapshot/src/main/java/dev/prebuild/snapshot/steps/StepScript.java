package dev.prebuild.snapshot.steps;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The program that runs the steps of a prebuild inside its container, as the container's main
 * process: then the engine keeps output and exit code while the agent is away. It writes a journal
 * next to itself, which {@link StepJournal} reads, and marks its output, which {@link LogMarker}
 * reads. What it does is in {@code run.sh}; here it gets what this prebuild is about.
 */
public final class StepScript {
  /** File that the container starts. */
  public static final String ENTRY = "run";

  /** File that tells what became of each step. */
  public static final String JOURNAL = "journal";

  private static final String PROGRAM = "run.sh";

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Shells that have these take numbers only, and end over anything else. */
  private static final Set<String> NUMBERS_OF_SHELLS = Set.of("OPTIND", "HISTCMD", "SRANDOM");

  private StepScript() {}

  /**
   * The files to put into the private folder of the container, by name, the one to start last.
   *
   * <p>Variables whose names a shell does not take (letters, digits and {@code _}, no digit first)
   * or keeps for itself, as bash does {@code UID}, are left out: it would not hand them on.
   *
   * @param folder where the private folder is mounted; writable for the container's user
   * @param workspace absolute path of the folder that the steps run in
   */
  public static Map<String, String> files(StepPlan plan, String folder, String workspace) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("environment", environment(plan.environment()));
    for (int i = 0; i < plan.steps().size(); i++) {
      List<Step.Part> parts = plan.steps().get(i).parts();
      for (int part = 0; part < parts.size(); part++) {
        files.put("step-%d-%d".formatted(i, part), content(parts.get(part).command()));
      }
    }
    for (int i = 0; i < plan.services().size(); i++) {
      String prefix = "service-%d-".formatted(i);
      Service service = plan.services().get(i);
      files.put(prefix + "start", service.start() + "\n");
      service.ready().ifPresent(ready -> files.put(prefix + "ready", ready + "\n"));
      service.stop().ifPresent(stop -> files.put(prefix + "stop", stop + "\n"));
    }
    files.put(ENTRY, variables(plan, folder, workspace) + program() + calls(plan));
    return files;
  }

  /** With {@code command}, a name that the shell keeps for itself is refused and ends nothing. */
  private static String environment(Map<String, String> variables) {
    return variables.entrySet().stream()
        .filter(variable -> isForShells(variable.getKey()))
        .map(
            variable ->
                "command export %s=%s 2>/dev/null\n"
                    .formatted(variable.getKey(), quote(variable.getValue())))
        .sorted()
        .collect(Collectors.joining());
  }

  private static boolean isForShells(String name) {
    return NAME.matcher(name).matches() && !NUMBERS_OF_SHELLS.contains(name);
  }

  /** The built-in exec would take a program whose name begins with a dash for an option. */
  private static String content(Command command) {
    return switch (command) {
      case Command.Shell(String line) -> line + "\n";
      case Command.Exec(List<String> words) ->
          (words.getFirst().startsWith("-") ? "" : "exec ")
              + words.stream().map(StepScript::quote).collect(Collectors.joining(" "))
              + "\n";
    };
  }

  private static String variables(StepPlan plan, String folder, String workspace) {
    return """
        prebuild_folder=%s
        prebuild_workspace=%s
        prebuild_steps=%d
        prebuild_services=%s
        """
        .formatted(
            quote(folder),
            quote(workspace),
            plan.steps().size(),
            quote(numbers(plan.services().size())));
  }

  private static String program() {
    try (InputStream program =
        Objects.requireNonNull(StepScript.class.getResourceAsStream(PROGRAM))) {
      return new String(program.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading %s, a part of the agent".formatted(PROGRAM), e);
    }
  }

  private static String calls(StepPlan plan) {
    List<String> calls = new ArrayList<>();
    calls.add("begin");
    calls.addAll(calls(plan.lifecycle(), 0));
    calls.add("start_services");
    calls.addAll(calls(plan.tasks(), plan.lifecycle().size()));
    calls.add("stop_services");
    plan.excluded().forEach(path -> calls.add("exclude " + quote(plain(path))));
    calls.add("end");
    return "\n" + String.join("\n", calls) + "\n";
  }

  /** The one way to write a path, so that it can be compared with others. */
  private static String plain(String path) {
    return path.replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
  }

  private static List<String> calls(List<Step> steps, int first) {
    List<String> names = steps.stream().map(Step::name).toList();
    return IntStream.range(0, steps.size())
        .mapToObj(
            i -> {
              Step step = steps.get(i);
              return "step %d %s %s %s %s"
                  .formatted(
                      first + i,
                      step.requiresSuccess() ? "required" : "optional",
                      quote(printable(step.name())),
                      quote(needs(step, names.subList(0, i), first)),
                      quote(numbers(step.parts().size())));
            })
        .toList();
  }

  /** Numbers of earlier steps. What is none of them cannot have succeeded. */
  private static String needs(Step step, List<String> earlier, int first) {
    return step.needs().stream()
        .map(earlier::indexOf)
        .sorted()
        .map(place -> place < 0 ? StepJournal.MISSING : String.valueOf(first + place))
        .collect(Collectors.joining(" "));
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }

  /** One line, which cannot be taken for a marker. */
  private static String printable(String name) {
    return name.replaceAll("\\p{Cc}", "?");
  }

  /** One word for /bin/sh, whatever is in it but NUL, which no word of a program can hold. */
  static String quote(String text) {
    return "'" + text.replace("\0", "").replace("'", "'\\''") + "'";
  }
}
