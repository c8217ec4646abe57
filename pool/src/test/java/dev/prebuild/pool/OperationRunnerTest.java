package dev.prebuild.pool;

import static dev.prebuild.pool.PoolFixtures.POOL;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.URGENCY;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.PoolFixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.Message.Outcome;
import dev.prebuild.pool.autoscale.Target;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import dev.prebuild.pool.plan.Operation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Whom an operation keeps waiting. */
final class OperationRunnerTest implements PoolListener {
  private static final Operation CREATE =
      new Operation.Create(new UUID(7, 7), spec(1, 1), SNAPSHOT, URGENCY, "");

  private final List<Outcome> ended = new ArrayList<>();

  /** What getting a snapshot comes to. */
  private interface Preparation {
    void run() throws InterruptedException;
  }

  /** A host that finds no instance, whatever is asked. */
  private OperationRunner runner(Preparation preparation) {
    InstanceHost host =
        (InstanceHost)
            Proxy.newProxyInstance(
                InstanceHost.class.getClassLoader(),
                new Class<?>[] {InstanceHost.class},
                (_, method, _) -> {
                  if (method.getName().equals("prepare")) {
                    preparation.run();
                  }
                  return Optional.empty();
                });
    return new OperationRunner(host, this, new StartSlots(1));
  }

  @Test
  void aSnapshotThatIsOnItsWayTakesNoSlot() throws Exception {
    CountDownLatch hasBegun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    OperationRunner runner =
        runner(
            () -> {
              hasBegun.countDown();
              end.await();
              throw new HostException(HostException.Kind.FAILED, "the registry is away");
            });
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Outcome> create = executor.submit(() -> runner.run(POOL, CREATE));
      hasBegun.await();

      assertThat(
              runner.run(
                  new UUID(8, 8),
                  new Operation.Look(instance(1, Instance.State.RUNNING), URGENCY, "")))
          .isEqualTo(new Outcome.Removed());

      assertThat(create.isDone()).isFalse();
      end.countDown();
      assertThat(create.get())
          .isEqualTo(new Outcome.Failed(HostException.Kind.FAILED, "the registry is away"));
    }
    assertThat(ended).hasSize(2);
  }

  @Test
  void aSnapshotThatNobodyExpectedToBeLostIsAFailureToo() {
    OperationRunner runner =
        runner(
            () -> {
              throw new IllegalStateException("a bug in the adapter");
            });

    assertThat(runner.run(POOL, CREATE))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.message()).contains("a bug in the adapter"));
  }

  @Override
  public synchronized void ended(
      UUID poolId, Operation operation, Outcome outcome, Duration elapsed) {
    ended.add(outcome);
  }

  @Override
  public void changed(UUID poolId, PoolStatus status) {}

  @Override
  public void resized(UUID poolId, Target target) {}

  @Override
  public void broken(UUID poolId, RuntimeException cause) {}
}
