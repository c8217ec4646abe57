package dev.prebuild.agent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Prebuilds of many small repositories, all begun at once by one agent. */
public final class PrebuildCases {
  private final Standalone agent;
  private final Map<PrebuildCase, UUID> prebuilds = new LinkedHashMap<>();

  private PrebuildCases(Standalone agent) {
    this.agent = agent;
  }

  /** Starts an agent, and all prebuilds. */
  public static PrebuildCases begin(TestHost host, List<PrebuildCase> cases) throws Exception {
    AgentSettings settings = host.settings("agent");
    Map<PrebuildCase, TestProject> projects = new LinkedHashMap<>();
    for (PrebuildCase each : cases) {
      TestRepository repository =
          each.makeRepository(
              host.folder
                  .resolve("repository-" + projects.size())
                  .resolve(PrebuildCase.REPOSITORY));
      projects.put(each, each.project(settings, host.engine.image(), repository));
    }
    PrebuildCases begun = new PrebuildCases(Standalone.of(host, settings));
    host.startHealthy("standalone", settings);
    for (Map.Entry<PrebuildCase, TestProject> each : projects.entrySet()) {
      begun.prebuilds.put(
          each.getKey(), begun.agent.controlPlane().createPrebuild(each.getValue()));
    }
    return begun;
  }

  /** Waits for the end of its prebuild, and checks all that the case says. */
  public void check(PrebuildCase each) throws Exception {
    UUID id = Objects.requireNonNull(prebuilds.get(each));
    PrebuildStatus status = agent.awaitEnd(id);

    assertThat(status.getWarningMessage()).matches(each.warnings());
    if (each.failure().isPresent()) {
      assertThat(status.getPhase()).as("%s", status).isEqualTo(PrebuildPhase.PREBUILD_PHASE_FAILED);
      assertThat(status.getFailureMessage()).matches(each.failure().get());
    } else {
      assertThat(status.getPhase())
          .as("%s", status)
          .isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);
      assertThat(SeenImage.snapshot(agent.host().engine, id).run(each.probe()).strip())
          .isEqualTo(each.printed());
    }
    assertThat(agent.calls().health().status()).isEqualTo(200);
  }

  /** What a case's prebuild has left. */
  public SeenImage snapshot(PrebuildCase each) {
    return SeenImage.snapshot(agent.host().engine, Objects.requireNonNull(prebuilds.get(each)));
  }

  /** Whether its prebuild was to leave one. */
  public boolean hasSnapshot(PrebuildCase each) {
    return each.failure().isEmpty();
  }

  public Standalone agent() {
    return agent;
  }
}
