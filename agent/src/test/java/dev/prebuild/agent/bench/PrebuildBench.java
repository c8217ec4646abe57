package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What the first and the second prebuild of a large repository take, and of it the clone, beside
 * one bare clone by git. Each round has a name of its own for the same repository, of which the
 * agent has no mirror yet.
 */
final class PrebuildBench {
  private static final int ROUNDS = 3;
  private static final String CLONE_SECONDS = "prebuild_agent_clone_duration_seconds_sum";

  private final Standalone agent;
  private final LargeRepository repository;
  private final Figures figures;

  private PrebuildBench(Standalone agent, LargeRepository repository, Figures figures) {
    this.agent = agent;
    this.repository = repository;
    this.figures = figures;
  }

  static void run(Figures figures) throws Exception {
    try (TestHost host = new TestHost()) {
      try {
        figures.say("prebuild: making a repository of %s".formatted(LargeRepository.SIZE));
        LargeRepository repository = LargeRepository.make(host.folder.resolve("large"));
        AgentSettings settings = host.settings("bench").quiet();
        UUID classId = settings.addClass(host.engine.image());
        List<TestProject> projects = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
          Path name = host.folder.resolve("large-" + round);
          Files.createSymbolicLink(name, repository.folder());
          projects.add(
              settings.add(TestProject.of(classId, "file://" + name, "build", "test -e file-0")));
        }
        Standalone agent = Standalone.of(host, settings);
        AgentProcess process = host.startHealthy("standalone", settings);
        new PrebuildBench(agent, repository, figures).run(projects);
        int _ = process.stop();
      } catch (Exception | AssertionError e) {
        host.attachLogs(e);
        throw e;
      }
    }
  }

  private record Turns(Sample prebuilds, Sample clones) {
    Turns() {
      this(new Sample(), new Sample());
    }
  }

  private void run(List<TestProject> projects) throws Exception {
    Sample bare = new Sample();
    Turns first = new Turns();
    Turns second = new Turns();
    for (TestProject project : projects) {
      bare.time(repository::cloneAndRemove);
      prebuild(project, first);
      prebuild(project, second);
    }
    figures.row("clone, git alone", bare);
    figures.row("first prebuild, its clone", first.clones());
    figures.row("second prebuild, its clone", second.clones());
    figures.row("first prebuild, all of it", first.prebuilds());
    figures.row("second prebuild, all of it", second.prebuilds());
    figures.figure("prebuild.first_clone_over_git", first.clones().p50() / bare.p50(), "ratio");
    figures.figure(
        "prebuild.second_clone_over_first", second.clones().p50() / first.clones().p50(), "ratio");
  }

  /** A clone's time is the agent's own: nobody else can tell where in a prebuild it ends. */
  private void prebuild(TestProject project, Turns turns) throws Exception {
    double before = agent.calls().metric(CLONE_SECONDS);
    turns
        .prebuilds()
        .time(() -> agent.awaitCompletion(agent.controlPlane().createPrebuild(project)));
    turns.clones().add(Math.round((agent.calls().metric(CLONE_SECONDS) - before) * 1e9));
  }
}
