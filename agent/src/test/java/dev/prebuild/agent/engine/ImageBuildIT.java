package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.PrebuildException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Images built from small repositories, on the real engine. */
final class ImageBuildIT {
  private EngineFixture fixture;
  private final SaidLines log = new SaidLines();
  private EnginePrebuildHost host;
  private TestCheckout checkout;

  @BeforeEach
  void open(@TempDir Path runtime, @TempDir Path sources) {
    fixture = new EngineFixture(runtime);
    host = fixture.prebuildHost(log, Optional.empty());
    checkout = new TestCheckout(sources);
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  /**
   * A repository that can be built.
   *
   * @param result what the build leaves in /result
   */
  record Buildable(
      String name, ImageSource.Built source, String result, Map<String, String> files) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Buildable> BUILDABLE =
      List.of(
          new Buildable(
              "the Dockerfile in a folder, all of the repository as context",
              built("", ".devcontainer/Dockerfile"),
              "read me",
              Map.of(
                  ".devcontainer/Dockerfile",
                  "FROM @IMAGE@\nCOPY README /result\n",
                  "README",
                  "read me")),
          new Buildable(
              "a Dockerfile beside its context",
              built("context", "docker/Dockerfile"),
              "/all/file\n",
              Map.of(
                  "docker/Dockerfile",
                  "FROM @IMAGE@\nCOPY . /all\nRUN find /all -type f > /result\n",
                  "context/file",
                  "")),
          new Buildable(
              "arguments and a target",
              new ImageSource.Built(
                  "", "Dockerfile", Map.of("WHO", "it's \"me\""), Optional.of("first"), List.of()),
              "it's \"me\"\n",
              Map.of(
                  "Dockerfile",
                  """
                  FROM @IMAGE@ AS first
                  ARG WHO=nobody
                  RUN echo "$WHO" > /result
                  FROM first
                  RUN false
                  """)),
          new Buildable(
              "several stages",
              built("", "Dockerfile"),
              "made\n",
              Map.of(
                  "Dockerfile",
                  """
                  FROM @IMAGE@ AS maker
                  RUN echo made > /made
                  FROM @IMAGE@
                  COPY --from=maker /made /result
                  """)),
          new Buildable(
              "files left out and brought back",
              built("", "Dockerfile"),
              """
              /all/.dockerignore
              /all/deep/down/kept.txt
              /all/kept
              """,
              Map.of(
                  "Dockerfile",
                  "FROM @IMAGE@\nCOPY . /all\nRUN find /all -type f | sort > /result\n",
                  ".dockerignore",
                  "# all but some\n*\n!kept\n!deep/**/*.txt\n**/secret*\n!.dockerignore\n",
                  "kept",
                  "",
                  "other",
                  "",
                  "deep/down/kept.txt",
                  "",
                  "deep/down/secret.txt",
                  "",
                  "deep/other",
                  "")),
          new Buildable(
              "rules of the Dockerfile's own",
              built("", "docker/Dockerfile"),
              "/all/.dockerignore\n/all/other\n",
              Map.of(
                  "docker/Dockerfile",
                  "FROM @IMAGE@\nCOPY . /all\nRUN find /all -type f | sort > /result\n",
                  "docker/Dockerfile.dockerignore",
                  "docker\nfile\n",
                  ".dockerignore",
                  "other\n",
                  "file",
                  "",
                  "other",
                  "")),
          new Buildable(
              "a cache that is not there",
              new ImageSource.Built(
                  "",
                  "Dockerfile",
                  Map.of(),
                  Optional.empty(),
                  List.of("127.0.0.1:1/nobody/nothing:none")),
              "made\n",
              Map.of("Dockerfile", "FROM @IMAGE@\nRUN echo made > /result\n")),
          new Buildable(
              "lines that go on, with words that look like a stage",
              built("", "Dockerfile"),
              "FROM nowhere `\n",
              Map.of(
                  "Dockerfile",
                  """
                  # escape=`
                  ARG NAME=\\
                  FROM `
                    # a comment in between

                    @IMAGE@
                  RUN echo `
                  FROM nowhere \\` > /result
                  """)));

  private static ImageSource.Built built(String context, String dockerfile) {
    return new ImageSource.Built(context, dockerfile, Map.of(), Optional.empty(), List.of());
  }

  @ParameterizedTest
  @FieldSource("BUILDABLE")
  void aRepositoryBecomesAnImage(Buildable repository) throws Exception {
    PrebuildSpec spec = spec();
    fill(repository.files());

    ImageFacts image = host.obtain(spec, repository.source(), checkout.root());

    assertThat(inImage(image.id(), "cat", "/result")).isEqualTo(repository.result());
    assertThat(log.lines()).anyMatch(line -> line.contains("Step 1/"));
    assertThat(fixture.labels(image.id()))
        .containsEntry(Naming.OWNER, fixture.runnerId.toString())
        .containsEntry(Naming.ROLE, Naming.DEV_CONTAINER);
    host.removeContainer(spec.id());
    fixture.room.builds().removeLeftovers();
    assertNothingIsLeft();
  }

  /**
   * A repository that cannot be built.
   *
   * @param messages parts of what is said
   */
  record Broken(
      String name, ImageSource.Built source, List<String> messages, Map<String, String> files) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Broken> BROKEN =
      List.of(
          new Broken(
              "a command that fails",
              built("", "Dockerfile"),
              List.of(
                  "building the image of Dockerfile",
                  ", at RUN echo out; echo wrong >&2; exit 7",
                  "exit code 7",
                  "last lines:",
                  "\nout",
                  "\nwrong"),
              Map.of(
                  "Dockerfile",
                  "FROM @IMAGE@\nRUN echo fine\nRUN echo out; echo wrong >&2; exit 7\n")),
          new Broken(
              "an image that is not there",
              built("", "Dockerfile"),
              List.of(
                  ", at FROM 127.0.0.1:1/nobody/nothing",
                  "connection refused",
                  "check the network of the engine's host"),
              Map.of("Dockerfile", "FROM 127.0.0.1:1/nobody/nothing\n")),
          new Broken(
              "a file that is not there",
              built("", "Dockerfile"),
              List.of(", at COPY missing /", "missing"),
              Map.of("Dockerfile", "FROM @IMAGE@\nCOPY missing /\n")),
          new Broken(
              "an instruction that there is not",
              built("", "Dockerfile"),
              List.of("unknown instruction: FOO"),
              Map.of("Dockerfile", "FROM @IMAGE@\nFOO bar\n")),
          new Broken(
              "a mount that only BuildKit knows",
              built("", "Dockerfile"),
              List.of("building the image of Dockerfile", "only BuildKit understands"),
              Map.of("Dockerfile", "FROM @IMAGE@\nRUN --mount=type=cache,target=/x true\n")),
          new Broken(
              "a text that only BuildKit knows",
              built("", "Dockerfile"),
              List.of("building the image of Dockerfile", "only BuildKit understands"),
              Map.of("Dockerfile", "FROM @IMAGE@\nRUN cat <<EOF > /x\nhello\nEOF\n")),
          new Broken(
              "no Dockerfile",
              built("", "docker/Dockerfile"),
              List.of("there is no file docker/Dockerfile in the repository"),
              Map.of("README", "")),
          new Broken(
              "no context",
              built("context", "Dockerfile"),
              List.of("there is no folder context in the repository"),
              Map.of("Dockerfile", "FROM @IMAGE@\n")),
          new Broken(
              "rules that make no sense",
              built("", "Dockerfile"),
              List.of(".dockerignore, line 2: '[a' is no pattern: a bracket is not closed"),
              Map.of("Dockerfile", "FROM @IMAGE@\n", ".dockerignore", "b\n[a\n")));

  @ParameterizedTest
  @FieldSource("BROKEN")
  void whatCannotBeBuiltIsExplainedAndLeavesNothing(Broken repository) throws Exception {
    fill(repository.files());

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> host.obtain(spec(), repository.source(), checkout.root()))
        .satisfies(e -> assertThat(e.getMessage()).contains(repository.messages()));

    assertNothingIsLeft();
  }

  private void fill(Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      checkout.with(fixture.engine, file.getKey(), file.getValue());
    }
  }

  private PrebuildSpec spec() {
    return EngineFixture.prebuild(fixture.environmentClass);
  }

  private String inImage(String image, String... command) throws InterruptedException {
    return fixture.inImage(image, command);
  }

  private void assertNothingIsLeft() {
    assertThat(fixture.engine.containers(fixture.runnerId)).isEmpty();
    assertThat(fixture.allImages()).isEmpty();
  }
}
