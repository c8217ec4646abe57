package dev.prebuild.pool.simulation;

import static dev.prebuild.pool.PoolFixtures.POOL;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.URGENCY;
import static dev.prebuild.pool.PoolFixtures.request;
import static dev.prebuild.pool.PoolFixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.Message.Outcome;
import dev.prebuild.pool.OperationsInOneInstant;
import dev.prebuild.pool.PoolFixtures;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import dev.prebuild.pool.simulation.Faults.Fault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How operations end, whatever the host does. */
class OperationsTest {
  private final List<ClaimRequest> delivered = new ArrayList<>();
  private Faults faults = Faults.NEVER;
  private final FakeInstanceHost host =
      new FakeInstanceHost(
          InstantSource.fixed(PoolFixtures.NOW),
          () -> faults.next(),
          new FakeInstanceHost.Witness() {
            @Override
            public void delivered(Environment environment, ClaimRequest request) {
              delivered.add(request);
            }
          });
  private final OperationsInOneInstant operations = new OperationsInOneInstant(host);

  @Test
  void aStoppedInstanceIsStartedForItsClaim() {
    Instance stopped = host.stop(newInstance());

    Outcome outcome = run(new Operation.Claim(stopped, PoolFixtures.spec(1, 1), request(1)));

    assertThat(outcome).isInstanceOf(Outcome.Claimed.class);
    assertThat(host.findEnvironment(request(1).environmentId()))
        .hasValueSatisfying(one -> assertThat(one.running()).isTrue());
  }

  @Test
  void aRepeatedClaimDeliversOnceMore() {
    Environment existing = host.claim(newInstance(), request(1));

    Outcome outcome = run(new Operation.Claim(newInstance(), PoolFixtures.spec(1, 1), request(1)));

    assertThat(outcome).isInstanceOf(Outcome.AlreadyClaimed.class);
    assertThat(((Outcome.AlreadyClaimed) outcome).environment().containerId())
        .isEqualTo(existing.containerId());
    assertThat(delivered).hasSize(2);
  }

  @Test
  void aClaimWithAnothersIdDeliversNothing() {
    ClaimRequest others =
        new ClaimRequest(
            request(1).environmentId(),
            new UUID(2, 2),
            request(1).environmentClassId(),
            Map.of(),
            Map.of(),
            Duration.ZERO);
    host.claim(newInstance(), request(1));

    assertThat(run(new Operation.Claim(newInstance(), PoolFixtures.spec(1, 1), others)))
        .isInstanceOf(Outcome.AlreadyClaimed.class);
    assertThat(run(new Operation.ColdClaim(new UUID(9, 9), spec(1, 1), SNAPSHOT, others)))
        .isInstanceOf(Outcome.AlreadyClaimed.class);

    assertThat(delivered).containsExactly(request(1));
  }

  @Test
  void aLookTellsWhatIsThere() {
    Instance made = newInstance();
    assertThat(run(new Operation.Look(made, URGENCY, ""))).isEqualTo(new Outcome.Done(made));

    host.claim(made, request(1));

    assertThat(run(new Operation.Look(made, URGENCY, ""))).isEqualTo(new Outcome.Removed());
  }

  @Test
  void aFailureIsAValue() {
    Instance made = newInstance();
    faults = () -> Fault.BEFORE;

    assertThat(run(new Operation.Stop(made, URGENCY, "")))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.kind()).isEqualTo(HostException.Kind.FAILED));
  }

  @Test
  void soIsOneThatNobodyExpected() {
    Instance made = newInstance();
    faults =
        () -> {
          throw new IllegalArgumentException("a bug in the adapter");
        };

    assertThat(run(new Operation.Stop(made, URGENCY, "")))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.message()).contains("a bug in the adapter"));
  }

  private Instance newInstance() {
    return host.create(UUID.randomUUID(), spec(1, 1), SNAPSHOT);
  }

  private Outcome run(Operation operation) {
    return operations.run(POOL, operation);
  }
}
