package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.Instance.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that are frozen until they are claimed. */
class RestingIT {
  private EngineFixture fixture;
  private EngineInstanceHost host;
  private WarmPoolSpec pool;

  @BeforeEach
  void open(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    host = fixture.instanceHost();
    pool =
        fixture.pool(
            fixture.makeSnapshot(""),
            fixture.newClass(Limits.NONE, new Standby(List.of(), Duration.ofMinutes(1), true)));
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  private Instance newInstance() {
    return host.create(UUID.randomUUID(), pool, pool.snapshotId().orElseThrow());
  }

  private Instance resting() {
    Instance made = newInstance();
    host.rest(made, pool);
    assertThat(status(made.containerId())).isEqualTo("paused");
    return made;
  }

  private String status(String containerId) {
    return String.valueOf(
        fixture.engine.client().inspectContainerCmd(containerId).exec().getState().getStatus());
  }

  @Test
  void oneThatRestsIsAsGoodAsOneThatRuns() {
    Instance made = newInstance();

    host.rest(made, pool);
    host.rest(made, pool);

    assertThat(status(made.containerId())).isEqualTo("paused");
    assertThat(made.address()).isPresent();
    assertThat(host.findInstance(pool.id(), made.id())).contains(made);
    assertThat(host.awaitReady(made, pool)).isEqualTo(made);
  }

  @Test
  void onlyAClassThatWantsItHasItsInstancesRest() {
    WarmPoolSpec restless = fixture.pool(pool.snapshotId().orElseThrow());
    Instance made = host.create(UUID.randomUUID(), restless, pool.snapshotId().orElseThrow());

    host.rest(made, restless);

    assertThat(status(made.containerId())).isEqualTo("running");
  }

  @Test
  void aClaimHasItsProcessesGoOn() throws Exception {
    Instance made = newInstance();
    fixture.engine.exec(
        made.containerId(),
        "/bin/sh",
        "-c",
        "(while :; do echo x >>/tmp/steps; sleep 0.05; done) >/dev/null 2>&1 &");
    host.rest(made, pool);

    Environment claimed = host.claim(made, EngineFixture.request(pool, "swordfish"));

    assertThat(claimed.running()).isTrue();
    assertThat(claimed.address()).isEqualTo(made.address()).isPresent();
    assertThat(fixture.engine.exec(claimed.containerId(), "cat", "/run/environment/secrets/TOKEN"))
        .isEqualTo("swordfish");
    int before = steps(claimed);
    Eventually.await("the process goes on", () -> steps(claimed), now -> now > before);
  }

  private int steps(Environment environment) throws InterruptedException {
    return Integer.parseInt(
        fixture
            .engine
            .exec(environment.containerId(), "/bin/sh", "-c", "wc -l </tmp/steps")
            .strip());
  }

  /** As an agent leaves it that is killed between the change of name and the thaw. */
  @Test
  void aRepeatedClaimThaws() {
    Instance made = resting();
    ClaimRequest request = EngineFixture.request(pool, "swordfish");
    fixture
        .room
        .containers()
        .rename(made.containerId(), Naming.environment(request.environmentId()));

    Environment again =
        host.redeliver(host.findEnvironment(request.environmentId()).orElseThrow(), request);

    assertThat(again.running()).isTrue();
    assertThat(status(made.containerId())).isEqualTo("running");
    assertThat(Files.exists(fixture.privateFolder(made.id()).resolve("ready"))).isTrue();
  }

  @Test
  void oneThatRestsIsStoppedInOrderAndComesBack() {
    Instance stopped = host.stop(resting());
    assertThat(stopped.state()).isEqualTo(State.STOPPED);

    Instance started = host.start(stopped);

    assertThat(started.state()).isEqualTo(State.RUNNING);
    assertThat(status(started.containerId())).isEqualTo("running");
  }

  @Test
  void startingOneThatRestsThawsIt() {
    Instance made = resting();

    assertThat(host.start(made).state()).isEqualTo(State.RUNNING);

    assertThat(status(made.containerId())).isEqualTo("running");
  }

  @Test
  void oneThatRestsIsRemoved() {
    Instance made = resting();

    host.remove(made);

    assertThat(fixture.container(Naming.warm(pool.id(), made.id()))).isEmpty();
    assertThat(fixture.privateFolder(made.id())).doesNotExist();
  }
}
