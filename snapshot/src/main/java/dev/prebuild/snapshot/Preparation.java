package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Task;
import dev.prebuild.snapshot.automations.Automations;
import dev.prebuild.snapshot.automations.InvalidAutomationsException;
import dev.prebuild.snapshot.devcontainer.DevContainer;
import dev.prebuild.snapshot.devcontainer.DevContainerContext;
import dev.prebuild.snapshot.devcontainer.DevContainerRequest;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.devcontainer.InvalidDevContainerException;
import dev.prebuild.snapshot.host.LaunchPlan;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.Sources;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.source.UnreadableSourceException;
import dev.prebuild.snapshot.steps.Command;
import dev.prebuild.snapshot.steps.Service;
import dev.prebuild.snapshot.steps.Step;
import dev.prebuild.snapshot.steps.StepPlan;
import dev.prebuild.snapshot.steps.Warning;
import dev.prebuild.snapshot.steps.Workspace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From a repository to a container whose steps run. A dev container that cannot be had is left out
 * with a warning, and the prebuild goes on in the image of its class.
 */
final class Preparation {
  private static final String DEV_CONTAINER = "dev container";

  private final Prebuilds.Means means;
  private final PrebuildSpec spec;
  private final List<Warning> warnings = new ArrayList<>();

  Preparation(Prebuilds.Means means, PrebuildSpec spec) {
    this.means = means;
    this.spec = spec;
  }

  /**
   * Carries it out; what is found out is in the ledger before the container starts.
   *
   * @return the ledger's entry
   */
  Ledger.Entry launch(Ledger.Entry begun) throws InterruptedException {
    Sources sources = means.sources().fetch(spec.id(), spec.repository());
    Automations automations = automations(sources);
    automations.warnings().forEach(this::warn);
    DevContainerRequest request = devContainer(sources);
    if (request.equals(DevContainerRequest.NONE)) {
      return launch(begun, sources, automations, request);
    }
    try {
      return launch(begun, sources, automations, request);
    } catch (PrebuildException e) {
      warn(leftOut(String.valueOf(e.getMessage())));
      return launch(begun, sources, automations, DevContainerRequest.NONE);
    }
  }

  private Automations automations(Sources sources) {
    try {
      return Automations.read(sources.tree());
    } catch (InvalidAutomationsException | UnreadableSourceException e) {
      throw new PrebuildException(String.valueOf(e.getMessage()), e);
    }
  }

  private DevContainerRequest devContainer(Sources sources) {
    try {
      return DevContainerRequest.read(sources.tree(), spec.devContainer());
    } catch (InvalidDevContainerException | UnreadableSourceException e) {
      warn(leftOut(String.valueOf(e.getMessage())));
      return DevContainerRequest.NONE;
    }
  }

  private Warning leftOut(String why) {
    return new Warning(
        DEV_CONTAINER,
        "left out, the prebuild goes on in image %s: %s"
            .formatted(spec.environmentClass().image(), why));
  }

  private Ledger.Entry launch(
      Ledger.Entry begun, Sources sources, Automations automations, DevContainerRequest request)
      throws InterruptedException {
    ImageSource source =
        request.image().orElseGet(() -> new ImageSource.Named(spec.environmentClass().image()));
    ImageFacts image = means.host().obtain(spec, source, sources.checkout());
    DevContainer devContainer =
        request.on(
            image,
            new DevContainerContext(
                Workspace.of(spec.repository()).path(),
                spec.projectId(),
                spec.environmentClass().allowances()));
    devContainer.warnings().forEach(this::warn);
    LaunchPlan plan = plan(image, devContainer, automations);
    Ledger.Entry prepared =
        begun.prepared(
            new Ledger.Findings(
                sources.commit(),
                plan.steps().steps().stream().map(Step::name).toList(),
                plan.steps().services().stream().map(Service::name).toList(),
                warnings,
                devContainer.metadata()));
    means.ledger().write(spec.id(), prepared);
    means.host().launch(spec, plan, sources.checkout());
    Ledger.Entry launched = prepared.launched();
    means.ledger().write(spec.id(), launched);
    return launched;
  }

  private LaunchPlan plan(ImageFacts image, DevContainer devContainer, Automations automations) {
    return new LaunchPlan(
        image.id(),
        devContainer.user(),
        devContainer.containerEnvironment(),
        devContainer.granted(),
        devContainer.sourceFolder(),
        devContainer.workspaceFolder(),
        new StepPlan(
            devContainer.lifecycle(),
            automations.services(),
            tasks(automations),
            devContainer.remoteEnvironment(),
            excluded()));
  }

  /** What no snapshot of this host is to hold, and none of this project. */
  private List<String> excluded() {
    return Stream.concat(means.excluded().stream(), spec.excluded().stream()).distinct().toList();
  }

  /** Those of the repository, those that the control plane names, and those that come last. */
  private List<Step> tasks(Automations automations) {
    List<Step> tasks = new ArrayList<>(automations.tasks());
    Set<String> taken =
        Stream.concat(automations.tasks().stream(), automations.lastTasks().stream())
            .map(Step::name)
            .collect(Collectors.toCollection(HashSet::new));
    for (Task task : spec.tasks()) {
      tasks.add(
          Step.of(
              unused(task.name(), taken),
              new Command.Shell(task.command()),
              Set.of(),
              !task.mayFail()));
    }
    tasks.addAll(automations.lastTasks());
    return tasks;
  }

  private static String unused(String name, Set<String> taken) {
    String free = name;
    for (int i = 2; !taken.add(free); i++) {
      free = name + " " + i;
    }
    return free;
  }

  private void warn(Warning warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
      means.log().say(spec.id(), warning.step(), "warning: " + warning.text());
    }
  }
}
