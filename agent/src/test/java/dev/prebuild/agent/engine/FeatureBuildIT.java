package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.ModuleFolder;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.PrebuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images with features, by the reference command, on the real engine. */
final class FeatureBuildIT {
  private static final String FILE = ".devcontainer/devcontainer.json";

  private static final String FEATURE =
      """
      {
        "id": "tool",
        "version": "1.0.0",
        "name": "tool",
        "options": {"greeting": {"type": "string", "default": "none"}},
        "containerEnv": {"TOOL": "yes"},
        "onCreateCommand": "echo created"
      }
      """;

  private EngineFixture fixture;
  private final SaidLines log = new SaidLines();
  private EnginePrebuildHost host;
  private TestCheckout checkout;

  /** The package has no dependencies, and nothing of it is run by installing it. */
  @BeforeAll
  static void installCommand() throws Exception {
    assumeTrue(hasProgram("npm"), "there is no npm to install the devcontainer command with");
    assumeTrue(hasProgram("docker"), "there is no docker command for devcontainer to call");
    Path folder = Files.createDirectories(ModuleFolder.find().resolve("target/devcontainer"));
    Process npm =
        new ProcessBuilder(
                List.of(
                    "npm",
                    "install",
                    "--prefix=" + folder,
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "@devcontainers/cli@0.89.0"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    assertThat(npm.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(npm.exitValue()).as("%s", folder.resolve("output.txt")).isZero();
  }

  private static boolean hasProgram(String name) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + name).start().waitFor() == 0;
  }

  private static Path command() {
    return ModuleFolder.find().resolve("target/devcontainer/node_modules/.bin/devcontainer");
  }

  @BeforeEach
  void open(@TempDir Path runtime, @TempDir Path sources) throws IOException {
    fixture = new EngineFixture(runtime);
    host = fixture.prebuildHost(log, Optional.of(command()));
    checkout = new TestCheckout(sources);
    fill(".devcontainer/tool/devcontainer-feature.json", FEATURE);
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  @Test
  void aFeatureIsAddedAndNothingRunsOnTheHost() throws Exception {
    Path mark = checkout.root().resolve("ran-on-the-host");
    fill(
        FILE,
        """
        {
          // what must not run
          "initializeCommand": "touch %1$s",
          "image": "@IMAGE@",
          "runArgs": ["--privileged"],
          "remoteUser": "dev",
          "onCreateCommand": "touch %1$s",
          "features": {"./tool": {"greeting": "${localEnv:HOME} hi"},},
        }
        """
            .formatted(mark));
    fill(
        ".devcontainer/tool/install.sh",
        """
        #!/bin/sh
        set -e
        touch %s 2>/dev/null || true
        echo "$GREETING $_REMOTE_USER" > /result
        """
            .formatted(mark));
    PrebuildSpec spec = spec();

    ImageFacts image = host.obtain(spec, named(), checkout.root());

    assertThat(fixture.inImage(image.id(), "cat", "/result"))
        .endsWith(" hi dev\n")
        .doesNotStartWith(System.getenv("HOME") + " ");
    assertThat(image.environment()).containsEntry("TOOL", "yes");
    assertThat(image.metadata())
        .hasValueSatisfying(
            metadata -> assertThat(metadata).contains("echo created").doesNotContain("touch"));
    assertThat(mark).doesNotExist();
    assertThat(fixture.room.images().find("dev_container_feature_content_temp"))
        .as("a name that all builds on the engine would share")
        .isEmpty();
    assertThat(log.lines()).anyMatch(line -> line.startsWith("image: Step 1/"));
    assertThat(labels(image))
        .containsEntry(Naming.OWNER, fixture.runnerId.toString())
        .containsEntry(Naming.ROLE, Naming.DEV_CONTAINER);
    host.removeContainer(spec.id());
    fixture.room.builds().removeLeftovers();
    assertNothingIsLeft();
  }

  @Test
  void aFeatureIsAddedToWhatADockerfileSays() throws Exception {
    fill("Dockerfile", "FROM @IMAGE@\nRUN echo base > /base\n");
    fill(FILE, "{\"build\": {\"dockerfile\": \"../Dockerfile\"}, \"features\": {\"./tool\": {}}}");
    fill(".devcontainer/tool/install.sh", "#!/bin/sh\ncat /base > /result\n");

    ImageFacts image =
        host.obtain(
            spec(),
            new ImageSource.Featured(
                FILE,
                new ImageSource.Built("", "Dockerfile", Map.of(), Optional.empty(), List.of())),
            checkout.root());

    assertThat(fixture.inImage(image.id(), "cat", "/result")).isEqualTo("base\n");
  }

  @Test
  void aFeatureThatFailsIsExplainedAndLeavesNothing() throws Exception {
    fill(FILE, "{\"image\": \"@IMAGE@\", \"features\": {\"./tool\": {}}}");
    fill(".devcontainer/tool/install.sh", "#!/bin/sh\necho quite wrong\nexit 7\n");

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> host.obtain(spec(), named(), checkout.root()))
        .withMessageContaining("adding the features of " + FILE)
        .withMessageContaining("quite wrong");

    assertNothingIsLeft();
  }

  @Test
  void aLinkInAFeatureIsRefused() throws Exception {
    fill(FILE, "{\"image\": \"@IMAGE@\", \"features\": {\"./tool\": {}}}");
    Files.createSymbolicLink(
        checkout.root().resolve(".devcontainer/tool/install.sh"), Path.of("/etc/passwd"));

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> host.obtain(spec(), named(), checkout.root()))
        .withMessageContaining("feature ./tool has a link, install.sh");

    assertNothingIsLeft();
  }

  @Test
  void aCancelledBuildEndsAndLeavesNothing() throws Exception {
    fill(FILE, "{\"image\": \"@IMAGE@\", \"features\": {\"./tool\": {}}}");
    fill(".devcontainer/tool/install.sh", "#!/bin/sh\necho has begun\nsleep 1000\n");
    FutureTask<ImageFacts> build =
        new FutureTask<>(() -> host.obtain(spec(), named(), checkout.root()));
    Thread thread = Thread.ofVirtual().start(build);
    Eventually.isTrue(
        "the feature is being installed",
        () -> log.lines().stream().anyMatch(line -> line.endsWith("has begun")));

    thread.interrupt();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(build::get)
        .withCauseInstanceOf(InterruptedException.class);
    assertNothingIsLeft();
    assertThat(ProcessHandle.current().descendants())
        .noneMatch(process -> process.info().commandLine().orElse("").contains("devcontainer"));
  }

  @Test
  void aMissingCommandIsNamedWithWhatToDo() throws Exception {
    EnginePrebuildHost without =
        fixture.prebuildHost(log, Optional.of(Path.of("/nowhere/devcontainer")));

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> without.obtain(spec(), named(), checkout.root()))
        .withMessageContaining("which is not on this host at /nowhere/devcontainer")
        .withMessageContaining("npm install -g @devcontainers/cli");
  }

  private ImageSource named() {
    return new ImageSource.Featured(FILE, new ImageSource.Named(fixture.engine.image()));
  }

  private PrebuildSpec spec() {
    return EngineFixture.prebuild(fixture.environmentClass);
  }

  private void fill(String path, String text) throws IOException {
    checkout.with(fixture.engine, path, text);
  }

  private Map<String, String> labels(ImageFacts image) {
    return fixture.labels(image.id());
  }

  private void assertNothingIsLeft() {
    assertThat(fixture.engine.containers(fixture.runnerId)).isEmpty();
    assertThat(fixture.allImages()).isEmpty();
  }
}
