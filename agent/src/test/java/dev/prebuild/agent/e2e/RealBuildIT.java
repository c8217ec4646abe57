package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.ControlPlaneCalls;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.LuaExample;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real program, built in the image of a real distribution, on to an environment that runs it. */
class RealBuildIT {
  @RegisterExtension final TestHost host = new TestHost();

  /** Packages are unpacked, a program is compiled, and half a gigabyte is committed. */
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(10);

  private static final String RUN = "src/lua -e 'print(_VERSION, 6 * 7)'";

  private final LuaExample example = new LuaExample(host.engine, host.folder.resolve("lua"));

  @AfterEach
  void removeImage() {
    example.removeImage();
  }

  /** The packages come from the image's cache, so what installs them needs no network. */
  @Test
  void aCompilerIsInstalledAndAProgramIsBuiltAndRunInAnEnvironment() throws Exception {
    example.make(
        Map.of(
            ".devcontainer/devcontainer.json",
            """
            {
              "onCreateCommand": "apt-get -q -y --no-install-recommends install gcc libc6-dev make",
              "remoteEnv": {"DEBIAN_FRONTEND": "noninteractive"}
            }
            """,
            ".ona/automations.yaml",
            """
            tasks:
              build:
                command: make -j2 posix
                triggeredBy: [prebuild]
                prebuildRequiresSuccess: true
              proof:
                command: %s >proof
                triggeredBy: [beforeSnapshot]
                prebuildRequiresSuccess: true
            """
                .formatted(RUN)));
    Standalone agent = Standalone.of(host, host.settings("agent"));
    UUID classId = agent.settings().addClass(example.image(), Map.of("network", "none"));
    TestProject project = agent.settings().add(TestProject.of(classId, example.url()));
    host.startHealthy("standalone", agent.settings());
    UUID prebuildId = agent.controlPlane().createPrebuild(project);

    PrebuildStatus end =
        Eventually.await(
            "the prebuild is over",
            BUILD_LIMIT,
            () -> agent.controlPlane().prebuild(prebuildId),
            ControlPlaneCalls::isOver);

    assertThat(end.getPhase()).as("%s", end).isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    assertThat(end.getWarningMessage()).isEmpty();
    UUID pool = agent.controlPlane().createWarmPool(project, 1, 1);
    agent.awaitPool(pool, 1, 0);
    Answer claimed = agent.calls().claim(UUID.randomUUID(), project);
    assertThat(claimed.field("source")).isEqualTo("RUNNING");
    assertThat(
            host.engine.exec(
                claimed.field("containerId"),
                "/bin/sh",
                "-c",
                "cd %s && cat proof && %s".formatted(project.workspace(), RUN)))
        .matches("(Lua 5\\.\\d\\t42\\n){2}");
  }
}
