package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.devcontainer.Privileges;
import dev.prebuild.snapshot.host.LaunchPlan;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.steps.Command;
import dev.prebuild.snapshot.steps.Service;
import dev.prebuild.snapshot.steps.Step;
import dev.prebuild.snapshot.steps.StepPlan;
import dev.prebuild.snapshot.steps.StepRecord;
import dev.prebuild.snapshot.steps.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the steps as the main process of a real container. */
class StepScriptIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String FOLDER = "/workspaces/example";

  private EngineFixture fixture;
  private EnginePrebuildHost host;
  private Path sources;

  @BeforeEach
  void open(@TempDir Path runtime, @TempDir Path sources) {
    fixture = new EngineFixture(runtime);
    host = fixture.prebuildHost();
    this.sources = sources;
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  private Evidence.Ended run(StepPlan plan) throws InterruptedException {
    PrebuildSpec spec = EngineFixture.prebuild(fixture.environmentClass);
    ImageFacts image =
        host.obtain(spec, new ImageSource.Named(spec.environmentClass().image()), sources);
    host.launch(
        spec,
        new LaunchPlan(
            image.id(), Optional.empty(), Map.of(), Privileges.NONE, FOLDER, FOLDER, plan),
        sources);
    host.awaitEnd(spec, LIMIT);
    List<String> names =
        Stream.concat(
                plan.steps().stream().map(Step::name), plan.services().stream().map(Service::name))
            .toList();
    Evidence evidence = host.observe(spec, names);
    assertThat(evidence).isInstanceOf(Evidence.Ended.class);
    return (Evidence.Ended) evidence;
  }

  private static Step step(String name, String line, boolean isRequired, String... needs) {
    return Step.of(name, new Command.Shell(line), Set.of(needs), isRequired);
  }

  @Test
  void tellsWarningsFromTheFailureAndShowsNoMarkers() throws Exception {
    StepPlan plan =
        new StepPlan(
            List.of(step("create", "printf 'half a line'; exit 4", false)),
            List.of(
                new Service(
                    "db",
                    "echo db is up; touch /tmp/up; while :; do sleep 1; done",
                    Optional.of("[ -e /tmp/up ]"),
                    Optional.of("touch stopped")),
                new Service("broken", "exit 3", Optional.of("false"), Optional.empty())),
            List.of(
                step("bad", "exit 5", false),
                step("next", "true", false, "bad"),
                step("last", "echo $VALUE; exit 6", true)),
            Map.of("VALUE", "it's\nfine"));

    Evidence.Ended ended = run(plan);

    assertThat(ended.exitCode()).isEqualTo(6);
    assertThat(ended.warnings())
        .containsExactly(
            new Warning("create", "exited with code 4"),
            new Warning("bad", "exited with code 5"),
            new Warning("next", "skipped, because 'bad' had not succeeded"),
            new Warning("broken", "ended too early, with code 3, and the tasks ran on"));
    assertThat(ended.steps())
        .extracting(StepRecord::name)
        .containsExactly("create", "bad", "next", "last");
    assertThat(ended.lastLines())
        .containsExactly(
            "==> create", "half a line", "db is up", "==> bad", "==> last", "it's fine");
  }

  /** The main process of a container cannot be killed from within it. */
  @Test
  void aStepThatKillsAllItCanEndsNoMoreThanItself() throws Exception {
    Evidence.Ended ended =
        run(
            new StepPlan(
                List.of(),
                List.of(),
                List.of(
                    step("daemon", "sleep 1000 & echo left", false),
                    step("kill", "kill -9 $PPID; kill -9 -1; kill -9 $$", false),
                    step("after", "true", true)),
                Map.of()));

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.warnings()).containsExactly(new Warning("kill", "exited with code 137"));
  }
}
