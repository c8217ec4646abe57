package dev.prebuild.pool.simulation;

import static dev.prebuild.pool.PoolFixtures.PROJECT;
import static dev.prebuild.pool.PoolFixtures.SMALL;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.Message;
import dev.prebuild.pool.PoolFixtures;
import dev.prebuild.pool.PoolListener;
import dev.prebuild.pool.PoolPolicy;
import dev.prebuild.pool.PoolStatus;
import dev.prebuild.pool.Pools;
import dev.prebuild.pool.autoscale.Schedule;
import dev.prebuild.pool.autoscale.Target;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All pools together, with real threads; waits for what it expects, and for nothing else. */
class PoolsTest {
  private static final UUID ONE = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);

  private final FakeInstanceHost host =
      new FakeInstanceHost(InstantSource.system(), Faults.NEVER, new FakeInstanceHost.Witness() {});
  private final Ears ears = new Ears();
  private final Pools pools =
      new Pools(
          host,
          ears,
          new ForgetfulMemory(),
          new PoolPolicy(
              1,
              Duration.ofSeconds(1),
              PoolFixtures.LIFETIME,
              WarmPoolSpec.LARGEST,
              false,
              _ -> Schedule.NONE),
          Clock.systemUTC());

  @AfterEach
  void close() {
    pools.close();
  }

  @Test
  void aPoolFillsAndServesAndRepeats() throws Exception {
    pools.observe(List.of(), System.nanoTime());
    pools.want(List.of(spec(ONE)), Set.of());
    ears.await(status -> status.running() == 1);

    ClaimResult first = pools.claim(request(1));
    ClaimResult second = pools.claim(request(1));

    assertThat(first).isInstanceOf(ClaimResult.Claimed.class);
    assertThat(second)
        .isEqualTo(
            new ClaimResult.Repeated(
                host.findEnvironment(request(1).environmentId()).orElseThrow()));
  }

  /** Whoever watches over the agent's loops goes by it. */
  @Test
  @Timeout(60)
  void aLoopThatDoesNotComeBackFromAMessageIsSeen() throws Exception {
    pools.observe(List.of(), System.nanoTime());
    ears.gate.acquire();
    long before = System.nanoTime();
    pools.want(List.of(spec(ONE)), Set.of());
    while (!ears.gate.hasQueuedThreads()) {
      Thread.onSpinWait();
    }

    assertThat(pools.busySince())
        .hasSize(1)
        .hasEntrySatisfying(ONE, since -> assertThat(since - before).isNotNegative());
    ears.gate.release();
    ears.await(status -> status.running() == 1);
  }

  @Test
  void aClaimThatNoPoolServesIsRefused() throws Exception {
    ClaimRequest unknown =
        new ClaimRequest(
            UUID.randomUUID(), new UUID(2, 9), SMALL.id(), Map.of(), Map.of(), Duration.ZERO);

    assertThat(pools.claim(unknown))
        .isInstanceOfSatisfying(
            ClaimResult.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(ClaimResult.Reason.NO_POOL));
  }

  /** One slot, and threads that start in the order of the list: the first would go first. */
  @Test
  void straysAreRemovedAndPoolsThatAreNotUnderstoodAreLeftAlone() throws Exception {
    Instance notUnderstood = host.create(UUID.randomUUID(), spec(ONE), SNAPSHOT);
    Instance stray = host.create(UUID.randomUUID(), spec(OTHER), SNAPSHOT);
    pools.observe(List.of(notUnderstood, notUnderstood, stray), System.nanoTime());

    pools.want(List.of(), Set.of(ONE));

    assertThat(ears.nextRemoved()).isEqualTo(stray);
    assertThat(host.instances()).containsExactly(notUnderstood);
  }

  @Test
  void thePoolThatFollowsADeletedOneServesItsClaims() throws Exception {
    pools.observe(List.of(), System.nanoTime());
    for (int i = 0; i < 8; i++) {
      UUID old = new UUID(7, i);
      UUID successor = new UUID(8, i);
      pools.want(List.of(spec(old).drained(), spec(successor)), Set.of());

      assertThat(pools.claim(request(i))).isInstanceOf(ClaimResult.Claimed.class);
    }
  }

  private static WarmPoolSpec spec(UUID id) {
    return new WarmPoolSpec(
        id, PROJECT, SMALL, 1, 1, Optional.of(SNAPSHOT), Optional.empty(), false, 0);
  }

  private static final class Ears implements PoolListener {
    private final BlockingQueue<PoolStatus> statuses = new LinkedBlockingQueue<>();
    private final BlockingQueue<Instance> removed = new LinkedBlockingQueue<>();

    /** Loops that tell of a pool's new size have to pass it. */
    private final Semaphore gate = new Semaphore(1);

    void await(Predicate<PoolStatus> condition) throws InterruptedException {
      PoolStatus status = statuses.poll(1, TimeUnit.MINUTES);
      while (status != null && !condition.test(status)) {
        status = statuses.poll(1, TimeUnit.MINUTES);
      }
      assertThat(status).as("a status as awaited").isNotNull();
    }

    Instance nextRemoved() throws InterruptedException {
      Instance instance = removed.poll(1, TimeUnit.MINUTES);
      assertThat(instance).as("a removed instance").isNotNull();
      return Optional.ofNullable(instance).orElseThrow();
    }

    @Override
    public void ended(UUID poolId, Operation operation, Message.Outcome outcome, Duration elapsed) {
      if (operation instanceof Operation.Remove remove) {
        removed.add(remove.instance());
      }
    }

    @Override
    public void changed(UUID poolId, PoolStatus status) {
      statuses.add(status);
    }

    @Override
    public void resized(UUID poolId, Target target) {
      gate.acquireUninterruptibly();
      gate.release();
    }

    @Override
    public void broken(UUID poolId, RuntimeException cause) {
      throw new AssertionError("a loop broke", cause);
    }
  }
}
