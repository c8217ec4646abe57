package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import dev.prebuild.pool.instance.InstanceHostContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real engine, held to what the simulation's fake is held to; and what is its own beside it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineInstanceHostIT extends InstanceHostContract {
  private EngineFixture fixture;
  private EngineInstanceHost host;
  private WarmPoolSpec pool;
  private UUID snapshotId;
  private UUID otherClassId;

  @BeforeAll
  void makeSnapshot(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    host = fixture.instanceHost();
    snapshotId = fixture.makeSnapshot("");
    pool = fixture.pool(snapshotId);
    otherClassId = fixture.newClass(Limits.NONE, Standby.PLAIN).id();
  }

  @AfterAll
  void removeAll() throws IOException {
    fixture.close();
  }

  @Override
  protected InstanceHost host() {
    return host;
  }

  @Override
  protected WarmPoolSpec pool() {
    return pool;
  }

  @Override
  protected UUID snapshotId() {
    return snapshotId;
  }

  @Override
  protected UUID otherClassId() {
    return otherClassId;
  }

  @Override
  protected void vanish(Instance instance) {
    fixture.engine.remove(instance.containerId());
  }

  @Override
  protected void stopOutside(Instance instance) {
    fixture.engine.stop(instance.containerId());
  }

  @Override
  protected void stopOutside(Environment environment) {
    fixture.engine.stop(environment.containerId());
  }

  @Test
  void aRunningInstanceHasAnAddressAndTheNameOfItsPool() {
    Instance made = host.create(UUID.randomUUID(), pool, snapshotId);

    assertThat(made.address()).isPresent();
    assertThat(fixture.container("warm-%s-%s".formatted(pool.id(), made.id())))
        .hasValueSatisfying(seen -> assertThat(seen.id()).isEqualTo(made.containerId()));
  }

  @Test
  void anInstanceStartsThoughItsPrivateFolderIsGone() {
    Instance stopped = host.stop(host.create(UUID.randomUUID(), pool, snapshotId));
    fixture.room.folders().remove(stopped.id());

    Instance started = host.start(stopped);
    assertThat(host.start(stopped)).as("twice is no error").isEqualTo(started);

    assertThat(started.state()).isEqualTo(Instance.State.RUNNING);
    assertThat(fixture.privateFolder(stopped.id())).isDirectory();
  }

  @Test
  void removalTakesThePrivateFolderAlong() {
    Instance made = host.create(UUID.randomUUID(), pool, snapshotId);
    assertThat(fixture.privateFolder(made.id())).isDirectory();

    host.remove(made);

    assertThat(fixture.privateFolder(made.id())).doesNotExist();
  }

  /** An engine that was killed while it started one would refuse to start that ever after. */
  @Test
  void anEnvironmentThatHasNeverRunAndCannotBeStartedIsInNobodysWay() throws Exception {
    ClaimRequest request = EngineFixture.request(pool, "secret");
    UUID broken = fixture.makeBrokenSnapshot();

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> host.createEnvironment(request, pool, broken))
        .withMessageContaining("/bin/sh");

    assertThat(host.findEnvironment(request.environmentId())).isEmpty();
    assertThat(host.createEnvironment(request, pool, snapshotId).running()).isTrue();
  }

  @Test
  void aMissingSnapshotIsNamed() {
    UUID missing = UUID.randomUUID();

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> host.create(UUID.randomUUID(), pool, missing))
        .withMessageContaining(missing.toString());
  }
}
