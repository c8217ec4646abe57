package dev.prebuild.pool.simulation;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.PoolFixtures;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import dev.prebuild.pool.instance.InstanceHostContract;
import java.time.InstantSource;
import java.util.UUID;

class FakeInstanceHostTest extends InstanceHostContract {
  private final FakeInstanceHost host =
      new FakeInstanceHost(
          InstantSource.fixed(PoolFixtures.NOW), Faults.NEVER, new FakeInstanceHost.Witness() {});

  @Override
  protected InstanceHost host() {
    return host;
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
