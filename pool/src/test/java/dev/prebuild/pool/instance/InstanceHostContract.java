package dev.prebuild.pool.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link InstanceHost} does. The fake of the simulation and the real engine are held to
 * the same cases, so that the fake cannot lie.
 */
public abstract class InstanceHostContract {

  protected abstract InstanceHost host();

  /** The pool that instances are made for. */
  protected abstract WarmPoolSpec pool();

  /** A snapshot that instances come up from. */
  protected abstract UUID snapshotId();

  /** A class that the host knows, and not the pool's. */
  protected abstract UUID otherClassId();

  /** Removes the instance behind the host's back, and returns when it is gone. */
  protected abstract void vanish(Instance instance);

  /** Stops the instance behind the host's back, and returns when it does not run any more. */
  protected abstract void stopOutside(Instance instance);

  /** Stops the environment behind the host's back, and returns when it does not run any more. */
  protected abstract void stopOutside(Environment environment);

  @Test
  void aNewInstanceRunsWithTheIdAndSnapshotAskedFor() {
    UUID id = UUID.randomUUID();

    Instance made = host().create(id, pool(), snapshotId());

    assertThat(made.id()).isEqualTo(id);
    assertThat(made.poolId()).isEqualTo(pool().id());
    assertThat(made.snapshotId()).isEqualTo(snapshotId());
    assertThat(made.state()).isEqualTo(Instance.State.RUNNING);
    assertThat(made.containerId()).isNotEmpty();
    assertThat(found(made)).contains(made);
  }

  @Test
  void stopAndStartKeepTheIdentity() {
    Instance made = newInstance();

    Instance stopped = host().stop(made);
    assertThat(stopped.state()).isEqualTo(Instance.State.STOPPED);
    assertThat(stopped.address()).isEmpty();
    assertThat(found(made)).contains(stopped);

    Instance started = host().start(stopped);
    assertThat(started.state()).isEqualTo(Instance.State.RUNNING);
    for (Instance later : List.of(stopped, started)) {
      assertThat(later.id()).isEqualTo(made.id());
      assertThat(later.containerId()).isEqualTo(made.containerId());
      assertThat(later.snapshotId()).isEqualTo(made.snapshotId());
      assertThat(later.createdAt()).isEqualTo(made.createdAt());
    }
  }

  @Test
  void oneThatHasNothingToAwaitIsReadyAsItIs() {
    Instance made = newInstance();

    assertThat(host().awaitReady(made, pool())).isEqualTo(made);
    assertThat(found(made)).contains(made);
  }

  @Test
  void aVanishedInstanceIsNotAwaited() {
    Instance made = newInstance();
    vanish(made);

    assertFails(HostException.Kind.GONE, () -> host().awaitReady(made, pool()));
  }

  /** Whether or not its class wants that. */
  @Test
  void oneThatWasPutToRestIsClaimedAsOneThatRuns() {
    Instance made = newInstance();
    host().rest(made, pool());
    host().rest(made, pool());
    assertThat(found(made)).contains(made);

    assertThat(host().claim(made, newRequest()).running()).isTrue();
  }

  @Test
  void removingTwiceIsNoError() {
    Instance made = newInstance();

    host().remove(made);
    host().remove(made);

    assertThat(found(made)).isEmpty();
  }

  /** After a creation that failed, the pool knows an id and no container. */
  @Test
  void removingNeedsNoContainerId() {
    Instance made = newInstance();
    Instance halfKnown =
        new Instance(
            made.id(),
            "",
            made.poolId(),
            made.snapshotId(),
            made.createdAt(),
            Instance.State.DEAD,
            Optional.empty());

    host().remove(halfKnown);

    assertThat(found(made)).isEmpty();
  }

  @Test
  void aClaimedInstanceIsFoundAsItsEnvironment() {
    Instance made = newInstance();
    ClaimRequest request = newRequest();

    Environment claimed = host().claim(made, request);

    assertThat(claimed.id()).isEqualTo(request.environmentId());
    assertThat(claimed.containerId()).isEqualTo(made.containerId());
    assertThat(claimed.instanceId()).isEqualTo(made.id());
    assertThat(claimed.snapshotId()).isEqualTo(made.snapshotId());
    assertThat(claimed.running()).isTrue();
    assertThat(host().findEnvironment(request.environmentId()))
        .hasValueSatisfying(
            environment -> {
              assertThat(environment.containerId()).isEqualTo(made.containerId());
              assertThat(environment.projectId()).isEqualTo(request.projectId());
              assertThat(environment.environmentClassId()).isEqualTo(request.environmentClassId());
            });
    assertThat(found(made)).isEmpty();
  }

  @Test
  void anEnvironmentIsOfTheClassThatClaimedIt() {
    assertThat(host().knowsClass(otherClassId())).isTrue();
    assertThat(host().knowsClass(UUID.randomUUID())).isFalse();
    ClaimRequest request = newRequest(otherClassId());

    Environment claimed = host().claim(newInstance(), request);

    assertThat(claimed.environmentClassId()).isEqualTo(otherClassId());
    assertThat(environment(request).environmentClassId()).isEqualTo(otherClassId());
    assertThat(host().redeliver(claimed, request).environmentClassId()).isEqualTo(otherClassId());
  }

  @Test
  void anEnvironmentFromTheSnapshotIsOfTheClassThatClaimsIt() {
    ClaimRequest request = newRequest(otherClassId());

    Environment made = host().createEnvironment(request, pool(), snapshotId());

    assertThat(made.environmentClassId()).isEqualTo(otherClassId());
    assertThat(environment(request).environmentClassId()).isEqualTo(otherClassId());
  }

  @Test
  void anUnknownEnvironmentIsNotFound() {
    assertThat(host().findEnvironment(UUID.randomUUID())).isEmpty();
  }

  @Test
  void anEnvironmentHasOneInstance() {
    Instance first = newInstance();
    Instance second = newInstance();
    ClaimRequest request = newRequest();
    host().claim(first, request);

    assertFails(HostException.Kind.NAME_TAKEN, () -> host().claim(second, request));

    assertThat(found(second).map(Instance::state)).contains(Instance.State.RUNNING);
    assertThat(environment(request).containerId()).isEqualTo(first.containerId());
  }

  @Test
  void anInstanceHasOneEnvironment() {
    Instance made = newInstance();
    ClaimRequest first = newRequest();
    ClaimRequest second = newRequest();
    host().claim(made, first);

    assertFails(HostException.Kind.GONE, () -> host().claim(made, second));

    assertThat(host().findEnvironment(second.environmentId())).isEmpty();
    assertThat(environment(first).containerId()).isEqualTo(made.containerId());
  }

  /** Calls may come late, as from an agent that has crashed or a list that is old. */
  @Test
  void aClaimedInstanceIsOutOfThePoolsReach() {
    Instance made = newInstance();
    ClaimRequest request = newRequest();
    host().claim(made, request);

    host().remove(made);
    assertFails(HostException.Kind.GONE, () -> host().stop(made));
    assertFails(HostException.Kind.GONE, () -> host().start(made));

    assertThat(environment(request).running()).isTrue();
  }

  @Test
  void aRemovedInstanceCannotBeClaimed() {
    Instance made = newInstance();
    host().remove(made);

    assertFails(HostException.Kind.GONE, () -> host().claim(made, newRequest()));
  }

  @Test
  void aVanishedInstanceCannotBeClaimed() {
    Instance made = newInstance();
    vanish(made);

    assertFails(HostException.Kind.GONE, () -> host().claim(made, newRequest()));
    assertThat(found(made)).isEmpty();
  }

  @Test
  void aStoppedInstanceCannotBeClaimed() {
    Instance made = newInstance();
    stopOutside(made);
    ClaimRequest request = newRequest();

    assertFails(HostException.Kind.GONE, () -> host().claim(made, request));

    assertThat(host().findEnvironment(request.environmentId())).isEmpty();
    assertThat(found(made).map(Instance::state))
        .hasValueSatisfying(state -> assertThat(state).isNotEqualTo(Instance.State.RUNNING));
  }

  @Test
  void ofRacingClaimsForOneEnvironmentExactlyOneWins() throws Exception {
    ClaimRequest request = newRequest();
    List<Callable<Optional<Environment>>> claims = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Instance made = newInstance();
      claims.add(() -> claimIfFree(made, request));
    }

    List<Environment> winners = outcomes(claims);

    assertThat(winners).hasSize(1);
    assertThat(environment(request).containerId()).isEqualTo(winners.getFirst().containerId());
  }

  @Test
  void anEnvironmentIsCreatedOnce() {
    ClaimRequest request = newRequest();
    Environment made = host().createEnvironment(request, pool(), snapshotId());

    assertFails(
        HostException.Kind.NAME_TAKEN,
        () -> host().createEnvironment(request, pool(), snapshotId()));

    assertThat(made.running()).isTrue();
    assertThat(environment(request).containerId()).isEqualTo(made.containerId());
  }

  @Test
  void redeliveryStartsAStoppedEnvironment() {
    ClaimRequest request = newRequest();
    Environment claimed = host().claim(newInstance(), request);
    stopOutside(claimed);
    assertThat(environment(request).running()).isFalse();

    Environment again = host().redeliver(environment(request), request);

    assertThat(again.running()).isTrue();
    assertThat(again.containerId()).isEqualTo(claimed.containerId());
    assertThat(environment(request).running()).isTrue();
  }

  private Instance newInstance() {
    return host().create(UUID.randomUUID(), pool(), snapshotId());
  }

  private ClaimRequest newRequest() {
    return newRequest(pool().environmentClass().id());
  }

  private ClaimRequest newRequest(UUID classId) {
    return new ClaimRequest(
        UUID.randomUUID(),
        pool().projectId(),
        classId,
        Map.of("GREETING", "hello"),
        Map.of(),
        Duration.ZERO);
  }

  private Optional<Instance> found(Instance instance) {
    return host().findInstance(instance.poolId(), instance.id());
  }

  private Environment environment(ClaimRequest request) {
    return host().findEnvironment(request.environmentId()).orElseThrow();
  }

  private Optional<Environment> claimIfFree(Instance instance, ClaimRequest request) {
    try {
      return Optional.of(host().claim(instance, request));
    } catch (HostException e) {
      assertThat(e.kind()).isEqualTo(HostException.Kind.NAME_TAKEN);
      return Optional.empty();
    }
  }

  private static List<Environment> outcomes(List<Callable<Optional<Environment>>> claims)
      throws InterruptedException, ExecutionException {
    List<Environment> winners = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Optional<Environment>> claim : threads.invokeAll(claims)) {
        claim.get().ifPresent(winners::add);
      }
    }
    return winners;
  }

  private static void assertFails(HostException.Kind kind, ThrowingCallable call) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(call)
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind));
  }
}
