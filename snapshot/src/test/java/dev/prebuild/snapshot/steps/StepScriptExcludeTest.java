package dev.prebuild.snapshot.steps;

import static dev.prebuild.snapshot.steps.ScriptFixture.optional;
import static dev.prebuild.snapshot.steps.ScriptFixture.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prebuild.snapshot.steps.ScriptFixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that are not to be in the snapshot, in each shell. */
@ParameterizedClass
@FieldSource("dev.prebuild.snapshot.steps.ScriptFixture#SHELLS")
@Timeout(120)
final class StepScriptExcludeTest {
  private final String shell;
  private ScriptFixture script;
  private Path files;

  StepScriptExcludeTest(String shell) {
    this.shell = shell;
  }

  @BeforeEach
  void open(@TempDir Path temporary, @TempDir Path real) throws IOException {
    script = new ScriptFixture(temporary, shell);
    // What is behind a link is never removed.
    files = real.toRealPath();
  }

  @AfterEach
  void close() {
    script.close();
  }

  private static StepPlan plan(List<Step> tasks, String... excluded) {
    return new StepPlan(List.of(), List.of(), tasks, Map.of(), List.of(excluded));
  }

  private Run exclude(String... patterns) throws IOException, InterruptedException {
    Run run = script.run(plan(List.of(), patterns));
    assertThat(run.exitCode()).isZero();
    assertThat(script.journal()).containsPattern("done \\d+\n$");
    return run;
  }

  private void make(String... names) throws IOException {
    for (String name : names) {
      Path file = files.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  /** Paths below the folder of all files and links. */
  private List<String> left() throws IOException {
    try (Stream<Path> all = Files.walk(files)) {
      return all.filter(path -> !Files.isDirectory(path) || Files.isSymbolicLink(path))
          .map(path -> files.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aPathGoesWithAllThatIsInIt() throws IOException, InterruptedException {
    make("cache/a/b/c", "cache/d", "kept");

    assertThat(exclude(files + "/cache", files + "/absent")).isEqualTo(new Run(0, "", ""));

    assertThat(files.resolve("cache")).doesNotExist();
    assertThat(left()).containsExactly("kept");
  }

  @Test
  void allThatIsInAFolderIncludesHiddenNames() throws IOException, InterruptedException {
    make("cache/.a", "cache/..b", "cache/...", "cache/-rf", "cache/c", "cache/.d/e", ".kept");

    assertThat(exclude(files + "/cache/*").err()).isEmpty();

    assertThat(files.resolve("cache")).isEmptyDirectory();
    assertThat(left()).containsExactly(".kept");
  }

  @Test
  void patternsAreThoseOfTheShell() throws IOException, InterruptedException {
    make("a/x.log", "a/x.txt", "b/y.log", "b/.hidden.log", "b1", "b2", "bc", "c[1]", "c1");

    exclude(files + "/*/*.log", files + "/b[0-9]", files + "/c[[]1]", files + "//a///x.t?t/");

    assertThat(left()).containsExactly("b/.hidden.log", "bc", "c1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space",
        "two  spaces ",
        "it's",
        "a \"quoted\" name",
        "$(touch made)",
        "`touch made`",
        "$HOME",
        ";touch made;",
        "-rf",
        "~",
        "{a,b}",
        "ünïcode"
      })
  void aNameIsNoProgram(String name) throws IOException, InterruptedException {
    make("x/" + name + "/in it", "y/" + name, "with", "space", "a", "two");

    exclude(files + "/x/" + name, files + "/y/" + name);

    assertThat(left()).containsExactly("a", "space", "two", "with");
    assertThat(script.workspace).isEmptyDirectory();
  }

  /** They are made by a step, so that nothing here need be able to name them. */
  @Test
  void anyNameIsFound() throws IOException, InterruptedException {
    String make =
        "cd '%s' && mkdir c && touch \"$(printf 'c/new\\nline')\" \"$(printf 'c/\\377')\""
            .formatted(files);

    script.run(plan(List.of(required("make", make)), files + "/c/*"));

    assertThat(files.resolve("c")).isEmptyDirectory();
  }

  @Test
  void manyFilesGo() throws IOException, InterruptedException {
    String make = "mkdir '%1$s/c' && cd '%1$s/c' && seq 1001 | xargs touch".formatted(files);

    script.run(plan(List.of(required("make", make)), files + "/c/*"));

    assertThat(files.resolve("c")).isEmptyDirectory();
  }

  @Test
  void aLinkGoesAndWhatItLeadsToStays() throws IOException, InterruptedException {
    make("target/a", "cache/b");
    Files.createSymbolicLink(files.resolve("link"), files.resolve("target"));
    Files.createSymbolicLink(files.resolve("cache/link"), files.resolve("target"));
    Files.createSymbolicLink(files.resolve("cache/dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(files.resolve("slash"), files.resolve("target"));

    assertThat(exclude(files + "/link", files + "/cache/*", files + "/slash/").err()).isEmpty();

    assertThat(left()).containsExactly("target/a");
  }

  /** It was not meant, whoever has put the link there. */
  @Test
  void nothingIsRemovedThroughALink() throws IOException, InterruptedException {
    make("target/a", "target/deep/b", "target/.c");
    Files.createSymbolicLink(files.resolve("link"), files.resolve("target"));

    assertThat(exclude(files + "/link/*", files + "/*/deep/*").err()).isEmpty();
    StepPlan named = plan(List.of(), files + "/link/a");
    script.run(named);

    assertThat(left()).containsExactly("link", "target/.c", "target/a");
    assertThat(script.warnings(named))
        .containsExactly(
            new Warning(
                "snapshot",
                "%s/link/a is excluded, but could not be removed whole; the end of the log says why"
                    .formatted(files)));
  }

  /** With an rm that removes nothing. */
  @Test
  void whatIsNeededStays() throws IOException, InterruptedException {
    script.withoutRemoving();
    make("x");
    String folder = script.folder.toString();
    String workspace = script.workspace.toString();
    StepPlan plan =
        plan(
            List.of(required("make", "touch in-workspace")),
            workspace + "/*",
            "/",
            "//",
            "/proc",
            "/proc/*",
            "/sys",
            "/sys/kernel",
            "/dev",
            "/dev/null",
            "/dev/n*",
            "/pr*c",
            folder,
            folder + "/*",
            folder + "/run",
            String.valueOf(script.folder.getParent()),
            workspace,
            workspace + "/",
            workspace + "/.",
            workspace + "/../*",
            files + "/x");

    Run run = script.run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(script.trace().lines())
        .containsExactly("-rf", "--", workspace + "/in-workspace", "-rf", "--", files + "/x");
    assertThat(run.err().lines())
        .contains("the excluded path /proc is needed, or behind a link, and stays");
    assertThat(script.warnings(plan))
        .extracting(Warning::text)
        .hasSize(10)
        .first()
        .isEqualTo("/ is excluded, but could not be removed whole; the end of the log says why");
  }

  @Test
  void itGoesAtTheVeryEnd() throws IOException, InterruptedException {
    make("cache/old");
    Service service =
        new Service(
            "db",
            "while :; do sleep 0.1; done",
            Optional.empty(),
            Optional.of("echo stopped > '%s/cache/late'".formatted(files)));

    script.run(
        new StepPlan(
            List.of(),
            List.of(service),
            List.of(required("use", "[ -e '%s/cache/old' ]".formatted(files))),
            Map.of(),
            List.of(files + "/cache/*")));

    assertThat(left()).isEmpty();
    assertThat(script.journal()).contains(" 0\n").containsPattern("\ndone \\d+\n$");
  }

  @Test
  void nothingGoesIfAStepHasFailed() throws IOException, InterruptedException {
    make("cache/old");

    Run run =
        script.run(
            plan(
                List.of(optional("warns", "exit 1"), required("bad", "exit 3")), files + "/cache"));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(left()).containsExactly("cache/old");
  }

  @Test
  void whatCannotGoIsAWarning() throws IOException, InterruptedException {
    script.withRemovalThatFails();
    make("a", "b");
    StepPlan plan = plan(List.of(required("build", "true")), files + "/a", files + "/absent");

    Run run = script.run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEqualTo("rm: cannot remove\n");
    assertThat(script.warnings(plan))
        .containsExactly(
            new Warning(
                "snapshot",
                "%s/a is excluded, but could not be removed whole; the end of the log says why"
                    .formatted(files)));
  }

  /** It was there before the steps, whose user may not remove it; that is no news. */
  @Test
  void whatIsAnotherUsersMayStay() throws IOException, InterruptedException {
    script.withRemovalThatFails();
    make("cache/a");
    Path file = files.resolve("cache/a");
    int owner = (int) Files.getAttribute(file, "unix:uid");
    assumeTrue(owner == 0, "only root can give a file away");
    Files.setAttribute(file, "unix:uid", owner + 1);
    StepPlan plan = plan(List.of(required("build", "true")), files + "/cache/*");

    Run run = script.run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(script.warnings(plan)).isEmpty();
  }

  /** An image may export anything to its steps, and the settings of a shell among it. */
  @Test
  void theEnvironmentChangesNothing() throws IOException, InterruptedException {
    make("cache/a b", "cache/.c", "kept");

    script
        .with("IFS", "/")
        .with("prebuild_path", "/")
        .with("prebuild_dotted", files + "/kept")
        .with("GLOBIGNORE", "*")
        .run(plan(List.of(), files + "/cache/*"));

    assertThat(left()).containsExactly("kept");
  }
}
