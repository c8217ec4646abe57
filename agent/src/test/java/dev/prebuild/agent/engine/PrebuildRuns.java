package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Task;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.devcontainer.Privileges;
import dev.prebuild.snapshot.host.LaunchPlan;
import dev.prebuild.snapshot.host.PrebuildHost;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.steps.Command;
import dev.prebuild.snapshot.steps.Step;
import dev.prebuild.snapshot.steps.StepPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs prebuilds up to the end of their steps.
 *
 * @param checkout what they take for their repository
 */
record PrebuildRuns(PrebuildHost host, Path checkout) {
  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String WORKSPACE = "/workspaces/example";

  /** Names of its steps. */
  static List<String> names(PrebuildSpec spec) {
    return spec.tasks().stream().map(Task::name).toList();
  }

  void launch(PrebuildSpec spec) throws InterruptedException {
    launch(spec, new ImageSource.Named(spec.environmentClass().image()));
  }

  void launch(PrebuildSpec spec, ImageSource source) throws InterruptedException {
    ImageFacts image = host.obtain(spec, source, checkout);
    host.launch(
        spec,
        new LaunchPlan(
            image.id(),
            Optional.empty(),
            Map.of(),
            Privileges.NONE,
            WORKSPACE,
            WORKSPACE,
            new StepPlan(List.of(), List.of(), steps(spec), Map.of())),
        checkout);
  }

  private static List<Step> steps(PrebuildSpec spec) {
    return spec.tasks().stream()
        .map(
            task ->
                Step.of(task.name(), new Command.Shell(task.command()), Set.of(), !task.mayFail()))
        .toList();
  }

  Evidence.Ended run(PrebuildSpec spec) throws InterruptedException {
    launch(spec);
    host.awaitEnd(spec, LIMIT);
    return ended(spec);
  }

  Evidence.Ended ended(PrebuildSpec spec) {
    Evidence evidence = host.observe(spec, names(spec));
    assertThat(evidence).isInstanceOf(Evidence.Ended.class);
    return (Evidence.Ended) evidence;
  }
}
