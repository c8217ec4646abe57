package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.testkit.SeenContainer;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What pools ask of their host, on the real engine; cases are named as in the pool's contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineInstanceHostIT {
  private EngineFixture fixture;
  private EngineInstanceHost host;
  private WarmPoolSpec pool;
  private UUID snapshotId;

  @BeforeAll
  void makeSnapshot(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    host = new EngineInstanceHost(fixture.room);
    snapshotId = fixture.makeSnapshot("");
    pool = fixture.pool(snapshotId);
  }

  @AfterAll
  void removeAll() throws IOException {
    fixture.close();
  }

  @Test
  void aNewInstanceRunsWithTheIdAndSnapshotAskedFor() {
    UUID id = UUID.randomUUID();

    Instance made = host.create(id, pool, snapshotId);

    assertThat(made.id()).isEqualTo(id);
    assertThat(made.poolId()).isEqualTo(pool.id());
    assertThat(made.snapshotId()).isEqualTo(snapshotId);
    assertThat(made.state()).isEqualTo(Instance.State.RUNNING);
    assertThat(made.address()).isPresent();
    assertThat(fixture.container("warm-%s-%s".formatted(pool.id(), id)))
        .hasValueSatisfying(
            seen -> {
              assertThat(seen.id()).isEqualTo(made.containerId());
              assertThat(seen.isRunning()).isTrue();
            });
  }

  @Test
  void stopAndStartKeepTheIdentity() {
    Instance made = newInstance();

    Instance stopped = host.stop(made);
    Instance started = host.start(stopped);

    assertThat(stopped.state()).isEqualTo(Instance.State.STOPPED);
    assertThat(stopped.address()).isEmpty();
    assertThat(started.state()).isEqualTo(Instance.State.RUNNING);
    for (Instance later : List.of(stopped, started)) {
      assertThat(later.id()).isEqualTo(made.id());
      assertThat(later.containerId()).isEqualTo(made.containerId());
      assertThat(later.snapshotId()).isEqualTo(made.snapshotId());
      assertThat(later.createdAt()).isEqualTo(made.createdAt());
    }
  }

  /** As after a reboot, which empties the tmpfs. */
  @Test
  void anInstanceStartsThoughItsPrivateFolderIsGone() {
    Instance stopped = host.stop(newInstance());
    fixture.room.folders().remove(stopped.id());

    Instance started = host.start(stopped);

    assertThat(started.state()).isEqualTo(Instance.State.RUNNING);
    assertThat(fixture.privateFolder(stopped.id())).isDirectory();
  }

  @Test
  void removingTwiceIsNoError() {
    Instance made = newInstance();
    assertThat(fixture.privateFolder(made.id())).isDirectory();

    host.remove(made);
    host.remove(made);

    assertThat(find(made)).isEmpty();
    assertThat(fixture.privateFolder(made.id())).doesNotExist();
  }

  @Test
  void aMissingSnapshotIsNamed() {
    UUID missing = UUID.randomUUID();

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> host.create(UUID.randomUUID(), pool, missing))
        .withMessageContaining("snapshot %s is not on this host".formatted(missing));
  }

  @Test
  void aClaimedInstanceIsFoundAsItsEnvironment() {
    Instance made = newInstance();
    ClaimRequest request = newRequest();

    Environment claimed = host.claim(made, request);

    assertThat(claimed.containerId()).isEqualTo(made.containerId());
    assertThat(claimed.name()).isEqualTo("env-" + request.environmentId());
    assertThat(claimed.running()).isTrue();
    assertThat(host.findEnvironment(request.environmentId())).contains(claimed);
    assertThat(host.knownEnvironment(request.environmentId())).contains(claimed);
    assertThat(fixture.container(claimed.name()).map(SeenContainer::id))
        .contains(made.containerId());
  }

  @Test
  void anUnknownEnvironmentIsNotFound() {
    assertThat(host.findEnvironment(UUID.randomUUID())).isEmpty();
  }

  @Test
  void anEnvironmentHasOneInstance() {
    Instance first = newInstance();
    Instance second = newInstance();
    ClaimRequest request = newRequest();
    host.claim(first, request);

    assertFails(HostException.Kind.NAME_TAKEN, () -> host.claim(second, request));

    assertThat(find(second))
        .hasValueSatisfying(
            seen -> {
              assertThat(seen.name()).startsWith("warm-");
              assertThat(seen.isRunning()).isTrue();
            });
    assertThat(environment(request).containerId()).isEqualTo(first.containerId());
  }

  @Test
  void anInstanceHasOneEnvironment() {
    Instance made = newInstance();
    ClaimRequest first = newRequest();
    ClaimRequest second = newRequest();
    host.claim(made, first);

    assertFails(HostException.Kind.GONE, () -> host.claim(made, second));

    assertThat(host.findEnvironment(second.environmentId())).isEmpty();
    assertThat(environment(first).containerId()).isEqualTo(made.containerId());
  }

  /** Calls may come late, as from an agent that has crashed or a list that is old. */
  @Test
  void aClaimedInstanceIsOutOfThePoolsReach() {
    Instance made = newInstance();
    ClaimRequest request = newRequest();
    host.claim(made, request);

    host.remove(made);
    assertFails(HostException.Kind.GONE, () -> host.stop(made));
    assertFails(HostException.Kind.GONE, () -> host.start(made));

    assertThat(environment(request).running()).isTrue();
    assertThat(fixture.privateFolder(made.id()).resolve("ready")).exists();
  }

  @Test
  void aRemovedInstanceCannotBeClaimed() {
    Instance made = newInstance();
    host.remove(made);

    assertFails(HostException.Kind.GONE, () -> host.claim(made, newRequest()));
  }

  @Test
  void aStoppedInstanceCannotBeClaimed() {
    Instance made = newInstance();
    fixture.engine.stop(made.containerId());
    ClaimRequest request = newRequest();

    assertFails(HostException.Kind.GONE, () -> host.claim(made, request));

    assertThat(host.findEnvironment(request.environmentId())).isEmpty();
  }

  @Test
  void ofRacingClaimsForOneEnvironmentExactlyOneWins() throws Exception {
    ClaimRequest request = newRequest();
    List<Instance> instances = new ArrayList<>();
    List<Callable<Optional<Environment>>> claims = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Instance made = newInstance();
      instances.add(made);
      claims.add(() -> claimIfFree(made, request));
    }

    List<Environment> winners = outcomes(claims);

    assertThat(winners).hasSize(1);
    assertThat(environment(request).containerId()).isEqualTo(winners.getFirst().containerId());
    assertThat(instances)
        .filteredOn(instance -> find(instance).orElseThrow().name().startsWith("warm-"))
        .hasSize(7);
  }

  @Test
  void anEnvironmentIsCreatedOnce() {
    ClaimRequest request = newRequest();
    Environment made = host.createEnvironment(request, pool, snapshotId);

    assertFails(
        HostException.Kind.NAME_TAKEN, () -> host.createEnvironment(request, pool, snapshotId));

    assertThat(made.running()).isTrue();
    assertThat(environment(request).containerId()).isEqualTo(made.containerId());
    assertThat(fixture.privateFolder(made.instanceId()).resolve("ready")).exists();
  }

  @Test
  void redeliveryStartsAStoppedEnvironment() {
    ClaimRequest request = newRequest();
    Environment claimed = host.claim(newInstance(), request);
    fixture.engine.stop(claimed.containerId());
    assertThat(environment(request).running()).isFalse();

    Environment again = host.redeliver(environment(request), request);

    assertThat(again.running()).isTrue();
    assertThat(again.containerId()).isEqualTo(claimed.containerId());
    assertThat(environment(request).running()).isTrue();
  }

  private Instance newInstance() {
    return host.create(UUID.randomUUID(), pool, snapshotId);
  }

  private ClaimRequest newRequest() {
    return EngineFixture.request(pool, "secret");
  }

  private Optional<SeenContainer> find(Instance instance) {
    return fixture.engine.containers(fixture.runnerId).stream()
        .filter(seen -> seen.id().equals(instance.containerId()))
        .findFirst();
  }

  private Environment environment(ClaimRequest request) {
    return host.findEnvironment(request.environmentId()).orElseThrow();
  }

  private Optional<Environment> claimIfFree(Instance instance, ClaimRequest request) {
    try {
      return Optional.of(host.claim(instance, request));
    } catch (HostException e) {
      assertThat(e.kind()).isEqualTo(HostException.Kind.NAME_TAKEN);
      return Optional.empty();
    }
  }

  private static List<Environment> outcomes(List<Callable<Optional<Environment>>> claims)
      throws Exception {
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
