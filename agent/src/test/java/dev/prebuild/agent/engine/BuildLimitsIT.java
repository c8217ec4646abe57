package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.model.Image;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build on the real engine may use, when it ends, and what is used again. */
final class BuildLimitsIT {
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

  private static ImageSource.Built built(String context, String dockerfile) {
    return new ImageSource.Built(context, dockerfile, Map.of(), Optional.empty(), List.of());
  }

  @Test
  void oddNamesArriveAndPipesDoNot() throws Exception {
    List<String> names = List.of("with space", "-dash", "--checkpoint", "new\nline", "ünïcode");
    fill(
        Map.of(
            "Dockerfile",
            "FROM @IMAGE@\nCOPY files /all\nRUN cd /all; printf '[%s]' * > /result\n"));
    for (String name : names) {
      checkout.with(fixture.engine, "files/" + name, name);
    }
    Files.createSymbolicLink(checkout.root().resolve("files/link"), Path.of("/etc/passwd"));
    Process pipe =
        new ProcessBuilder("mkfifo", checkout.root().resolve("files/pipe").toString()).start();
    assertThat(pipe.waitFor()).isZero();

    ImageFacts image = host.obtain(spec(), built("", "Dockerfile"), checkout.root());

    assertThat(inImage(image.id(), "cat", "/result"))
        .contains(names.stream().map("[%s]"::formatted).toList())
        .contains("[link]")
        .doesNotContain("pipe");
    assertThat(inImage(image.id(), "readlink", "/all/link")).isEqualTo("/etc/passwd\n");
  }

  @Test
  void theCommandsOfABuildAreLimitedAsTheClassSays() throws Exception {
    fill(
        Map.of(
            "Dockerfile",
            """
            FROM @IMAGE@
            RUN grep -h . /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes > /result; true
            """));

    ImageFacts image = host.obtain(spec(), built("", "Dockerfile"), checkout.root());

    assertThat(inImage(image.id(), "cat", "/result").strip())
        .isEqualTo(Long.toString(fixture.environmentClass.limits().memoryBytes()));
  }

  @Test
  void aBuildMayUseAsManyProcessorsAsItsClass() throws Exception {
    fill(
        Map.of(
            "Dockerfile",
            "FROM @IMAGE@\nRUN grep Cpus_allowed_list: /proc/self/status > /result\n"));
    EnvironmentClass one =
        new EnvironmentClass(
            UUID.randomUUID(),
            "one",
            fixture.engine.image(),
            new Limits(1_000_000_000, 0, 0, 0, Optional.empty()),
            Allowances.NONE,
            Standby.PLAIN);

    ImageFacts image =
        host.obtain(EngineFixture.prebuild(one), built("", "Dockerfile"), checkout.root());

    assertThat(inImage(image.id(), "cat", "/result")).matches("Cpus_allowed_list:\\s+\\d+\\n");
  }

  @Test
  void aCancelledBuildEndsAndLeavesNothing() throws Exception {
    String mark = "mark-" + UUID.randomUUID();
    fill(
        Map.of(
            "Dockerfile",
            "FROM @IMAGE@\nRUN echo %s > /made\nRUN echo begun; sleep 1000\n".formatted(mark)));
    FutureTask<ImageFacts> build =
        new FutureTask<>(() -> host.obtain(spec(), built("", "Dockerfile"), checkout.root()));
    Thread thread = Thread.ofVirtual().start(build);
    Eventually.isTrue(
        "the command has begun", () -> log.lines().stream().anyMatch("image: begun"::equals));
    assertThat(imagesThatTellOf(mark)).isNotEmpty();

    thread.interrupt();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(build::get)
        .withCauseInstanceOf(InterruptedException.class);
    assertNothingIsLeft();
    assertThat(imagesThatTellOf(mark)).isEmpty();
  }

  /** With our labels or without. */
  private List<String> imagesThatTellOf(String text) throws IOException {
    List<String> images = new ArrayList<>();
    for (Image image : fixture.engine.client().listImagesCmd().withShowAll(true).exec()) {
      if (fixture.engine.get("/images/%s/history".formatted(image.getId())).contains(text)) {
        images.add(String.valueOf(image.getId()));
      }
    }
    return images;
  }

  @Test
  void aBuildThatWaitsForItsFilesCanBeCancelled() throws Exception {
    fill(Map.of("Dockerfile", "FROM @IMAGE@\nRUN true\n"));
    Path large = checkout.root().resolve("large");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(8L << 30);
    }
    FutureTask<ImageFacts> build =
        new FutureTask<>(() -> host.obtain(spec(), built("", "Dockerfile"), checkout.root()));
    Thread thread = Thread.ofVirtual().start(build);
    Eventually.isTrue(
        "tar has begun",
        () ->
            ProcessHandle.current()
                .descendants()
                .anyMatch(
                    process ->
                        process.info().command().filter(c -> c.endsWith("tar")).isPresent()));

    thread.interrupt();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(build::get)
        .withCauseInstanceOf(InterruptedException.class);
    assertNothingIsLeft();
  }

  @Test
  void layersAreUsedAgainWithinAProjectAlone() throws Exception {
    fill(Map.of("Dockerfile", "FROM @IMAGE@\nRUN cat /proc/sys/kernel/random/uuid > /result\n"));
    PrebuildSpec first = spec();

    String made = result(first);
    String again = result(EngineFixture.again(first));
    String other = result(spec());

    assertThat(again).isEqualTo(made);
    assertThat(other).isNotEqualTo(made);
  }

  private String result(PrebuildSpec spec) throws Exception {
    ImageFacts image = host.obtain(spec, built("", "Dockerfile"), checkout.root());
    return inImage(image.id(), "cat", "/result");
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
