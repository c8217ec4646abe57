package dev.prebuild.snapshot.steps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs the script in one of the shells of this machine, in folders whose names a shell could trip
 * over. Its output goes to files, as a daemon that is left behind would keep a pipe open.
 */
final class ScriptFixture implements AutoCloseable {
  /** Those of common images that this machine has. Called {@code sh}, each of them is POSIX. */
  static final List<String> SHELLS =
      Stream.of("dash", "bash", "busybox").filter(name -> program(name).isPresent()).toList();

  /** A service that writes down its number. */
  static final String FOR_EVER = "echo $$ >pid; while :; do sleep 0.1; done";

  /** Only a tenth of a second passes between two polls. */
  private static final String EAGER =
      "sleep() { [ $1 != 1 ] || set -- 0.1; command sleep \"$1\"; }\n";

  /** Patience is at its end after tenths of seconds as well. */
  private static final String IMPATIENT = "sleep() { command sleep 0.$1; }\n";

  /** Instead of being removed, files are written down. */
  private static final String HARMLESS =
      "rm() { printf '%s\\n' \"$@\" >>\"$prebuild_workspace/trace\"; }\n";

  private static final String HELPLESS = "rm() { echo rm: cannot remove >&2; return 1; }\n";

  final Path folder;
  final Path workspace;
  private final Path temporary;
  private final Path shell;

  /** They must be gone before the folder is: JUnit warns of links to elsewhere. */
  private final List<Path> links = new ArrayList<>();

  private final Map<String, String> variables = new HashMap<>();
  private final List<ProcessHandle> started = new ArrayList<>();
  private String before = EAGER;

  /** What came of it. */
  record Run(int exitCode, String out, String err) {}

  ScriptFixture(Path temporary, String shell) {
    this.temporary = temporary;
    try {
      this.folder = Files.createDirectory(temporary.resolve("it's \"$HOME\" private"));
      this.workspace = Files.createDirectory(temporary.resolve("work space;'x'"));
      this.shell = link(temporary.resolve("sh"), shell);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path link(Path link, String program) throws IOException {
    links.add(Files.createSymbolicLink(link, program(program).orElseThrow()));
    return link;
  }

  private static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Step required(String name, String line, String... needs) {
    return Step.of(name, new Command.Shell(line), Set.of(needs), true);
  }

  static Step optional(String name, String line, String... needs) {
    return Step.of(name, new Command.Shell(line), Set.of(needs), false);
  }

  static StepPlan tasks(Step... tasks) {
    return new StepPlan(List.of(), List.of(), List.of(tasks), Map.of());
  }

  static Service service(String name, String start) {
    return new Service(name, start, Optional.empty(), Optional.empty());
  }

  static Service service(String name, String start, String ready) {
    return new Service(name, start, Optional.of(ready), Optional.empty());
  }

  /** A step before, services, and a task beside them. */
  static StepPlan beside(Service service, String task) {
    return beside(List.of(service), task);
  }

  /** A step before, services, and a task beside them. */
  static StepPlan beside(List<Service> services, String task) {
    return new StepPlan(
        List.of(required("create", "echo create >>trace")),
        services,
        List.of(required("task", task)),
        Map.of());
  }

  /** For what hangs until patience is at its end. */
  ScriptFixture impatient() {
    before = IMPATIENT;
    return this;
  }

  /** Nothing is removed; the words that rm is called with are in the trace. */
  ScriptFixture withoutRemoving() {
    before = EAGER + HARMLESS;
    return this;
  }

  /** Nothing can be removed. */
  ScriptFixture withRemovalThatFails() {
    before = EAGER + HELPLESS;
    return this;
  }

  /** The script has no programs but those that it says it needs. */
  ScriptFixture withProgramsItNeeds() throws IOException {
    Path programs = Files.createDirectory(temporary.resolve("programs"));
    for (String name : List.of("date", "sleep", "mkdir")) {
      link(programs.resolve(name), name);
    }
    return with("PATH", programs.toString());
  }

  /** A variable that the container has. */
  ScriptFixture with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Run run(StepPlan plan) throws IOException, InterruptedException {
    for (Map.Entry<String, String> file :
        StepScript.files(plan, folder.toString(), workspace.toString()).entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    Path entry = folder.resolve(StepScript.ENTRY);
    Files.writeString(entry, before + Files.readString(entry).replace("/bin/sh", shell.toString()));
    Path out = temporary.resolve("out");
    Path err = temporary.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(shell.toString(), entry.toString())
            .directory(temporary.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    started.add(process.toHandle());
    int exitCode = process.waitFor();
    return new Run(exitCode, read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** What the steps have written to a file in the workspace. */
  String trace() throws IOException {
    return read(workspace.resolve("trace"));
  }

  String journal() throws IOException {
    return read(folder.resolve(StepScript.JOURNAL));
  }

  static List<String> names(StepPlan plan) {
    return Stream.concat(
            plan.steps().stream().map(Step::name), plan.services().stream().map(Service::name))
        .toList();
  }

  List<StepRecord> steps(StepPlan plan) throws IOException {
    return StepJournal.read(journal(), names(plan));
  }

  List<Warning> warnings(StepPlan plan) throws IOException {
    return StepJournal.warnings(journal(), names(plan));
  }

  /** Exit codes of the steps that have ended, by name. */
  Map<String, Integer> exitCodes(StepPlan plan) throws IOException {
    Map<String, Integer> codes = new HashMap<>();
    for (StepRecord step : steps(plan)) {
      if (step.outcome() instanceof StepRecord.Ended(_, int code)) {
        codes.put(step.name(), code);
      }
    }
    return codes;
  }

  /** Whether the process whose number is in this file of the workspace is at work. */
  boolean isAtWork(String file) throws IOException {
    Path status = Path.of("/proc", read(workspace.resolve(file)).strip(), "status");
    return Files.exists(status) && !read(status).contains("State:\tZ");
  }

  void kill(String file) throws IOException {
    ProcessHandle.of(Long.parseLong(read(workspace.resolve(file)).strip()))
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Ends what a test has left at work, which a container would have ended. */
  @Override
  public void close() {
    started.forEach(
        process -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        });
    try {
      for (Path link : links) {
        Files.delete(link);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
