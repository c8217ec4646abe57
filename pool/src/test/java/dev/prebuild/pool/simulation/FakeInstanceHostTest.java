package dev.prebuild.pool.simulation;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.PoolFixtures;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import dev.prebuild.pool.instance.InstanceHostContract;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

class FakeInstanceHostTest extends InstanceHostContract {
  private final FakeInstanceHost host =
      new FakeInstanceHost(
          InstantSource.fixed(PoolFixtures.NOW), Faults.NEVER, new FakeInstanceHost.Witness() {});

  @BeforeEach
  void teachClasses() {
    host.knowClasses(Set.of(otherClassId()));
  }

  @Override
  protected InstanceHost host() {
    return host;
  }

  @Override
  protected UUID otherClassId() {
    return new UUID(66, 66);
  }

  @Override
  protected WarmPoolSpec pool() {
    return PoolFixtures.spec(1, 3);
  }

  @Override
  protected UUID snapshotId() {
    return PoolFixtures.SNAPSHOT;
  }

  @Override
  protected void vanish(Instance instance) {
    host.vanish(instance);
  }

  @Override
  protected void stopOutside(Instance instance) {
    host.end(instance, Instance.State.DEAD);
  }

  @Override
  protected void stopOutside(Environment environment) {
    host.stopEnvironment(environment.id());
  }
}
