package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.ControlPlaneCalls;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.PostgresExtension;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestPostgres;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two control planes on one PostgreSQL: what one is asked, the other one's agent carries out. */
@ExtendWith(PostgresExtension.class)
class TwoControlPlanesIT {
  @RegisterExtension final TestHost host = new TestHost();

  @Test
  void whatOneIsAskedTheOthersAgentHearsOf(TestPostgres postgres) throws Exception {
    DatabaseSettings database = postgres.newDatabase();
    AgentSettings working = host.settings("working").database(database);
    Standalone agent = Standalone.of(host, working);
    TestProject project = agent.project("app", "wait", Standalone.WAIT_FOR_GATE);
    // Without an engine its own agent does no work.
    AgentSettings asked =
        host.settings("asked")
            .socket(host.folder.resolve("none.sock"))
            .database(database)
            .listLike(working);
    AgentProcess workingProcess = host.startHealthy("standalone", working);
    TestHost.awaitHealth(host.start("standalone", asked), asked, 503);
    assertThat(asked.state().resolve("user.token")).as("it is made once").doesNotExist();
    Files.copy(working.state().resolve("user.token"), asked.state().resolve("user.token"));
    ControlPlaneCalls elsewhere = new ControlPlaneCalls(asked);

    UUID pool = elsewhere.createWarmPool(project, 1, 1);
    UUID prebuild = elsewhere.createPrebuild(project);

    agent.awaitPhase(prebuild, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    agent.openGate(prebuild);
    Eventually.await(
        "the other control plane has the pool READY",
        () -> elsewhere.warmPool(pool),
        status -> status.getPhase() == WarmPoolPhase.WARM_POOL_PHASE_READY);
    UUID second = elsewhere.createPrebuild(project);
    agent.awaitPhase(second, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    workingProcess.kill();
    elsewhere.cancel(second);
    host.startHealthy("standalone", working);
    agent.awaitPhase(second, PrebuildPhase.PREBUILD_PHASE_CANCELLED);
    assertThat(elsewhere.prebuild(prebuild).getPhase())
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    assertThat(host.holdings().prebuilds()).isEmpty();
  }
}
