package dev.prebuild.pool;

import dev.prebuild.pool.autoscale.Target;
import dev.prebuild.pool.instance.InstanceHost;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.util.UUID;

/**
 * The real {@link OperationRunner}, for tests in other packages that see to the time themselves.
 */
public final class OperationsInOneInstant {
  private final OperationRunner runner;

  public OperationsInOneInstant(InstanceHost host) {
    this.runner = new OperationRunner(host, new Silence(), new StartSlots(1));
  }

  public Message.Outcome run(UUID poolId, Operation operation) {
    runner.announce(operation);
    return runner.run(poolId, operation);
  }

  private static final class Silence implements PoolListener {
    @Override
    public void ended(
        UUID poolId, Operation operation, Message.Outcome outcome, Duration elapsed) {}

    @Override
    public void changed(UUID poolId, PoolStatus status) {}

    @Override
    public void resized(UUID poolId, Target target) {}

    @Override
    public void broken(UUID poolId, RuntimeException cause) {}
  }
}
