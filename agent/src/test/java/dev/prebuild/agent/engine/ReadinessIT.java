package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.HostException.Kind;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.Instance.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance is handed out once it has been seen ready in its present run, and not before. */
class ReadinessIT {
  private static final List<String> COMMAND = List.of("test", "-e", "/tmp/up");
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String CHECK =
      "--interval=200ms --timeout=5s --retries=2 CMD test -e /tmp/up";

  private EngineFixture fixture;
  private EngineInstanceHost host;

  @BeforeEach
  void open(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    host = fixture.instanceHost();
  }

  @AfterEach
  void removeAll() throws IOException {
    fixture.close();
  }

  private WarmPoolSpec pool(List<String> command, Duration timeout) {
    return fixture.pool(
        fixture.makeSnapshot(""),
        fixture.newClass(Limits.NONE, new Standby(command, timeout, false)));
  }

  private WarmPoolSpec pool() {
    return pool(COMMAND, Eventually.LIMIT);
  }

  private Instance newInstance(WarmPoolSpec pool) {
    return host.create(UUID.randomUUID(), pool, pool.snapshotId().orElseThrow());
  }

  private Instance readyInstance(WarmPoolSpec pool) throws Exception {
    Instance made = newInstance(pool);
    bringUp(made.containerId());
    return host.awaitReady(made, pool);
  }

  private void bringUp(String containerId) throws InterruptedException {
    fixture.engine.exec(containerId, "touch", "/tmp/up");
  }

  /** As this agent sees it, and one that was started a moment ago; by a look and in a list. */
  private void assertState(Instance instance, State state) {
    for (EngineRoom room : List.of(fixture.room, fixture.newRoom())) {
      Optional<Instance> looked =
          fixture.instanceHost(room).findInstance(instance.poolId(), instance.id());
      Stream<Instance> listed =
          room.containers().list().stream()
              .map(room.classifier()::instance)
              .flatMap(Optional::stream);
      assertThat(looked.map(Instance::state)).contains(state);
      assertThat(listed.filter(one -> one.id().equals(instance.id())).map(Instance::state))
          .containsExactly(state);
    }
  }

  private static void assertFails(Kind kind, Runnable call, String... words) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(
            e -> assertThat(List.of(words)).allMatch(String.valueOf(e.getMessage())::contains))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim"));
  }

  private void assertCannotBeClaimed(Instance instance, WarmPoolSpec pool) {
    ClaimRequest request = EngineFixture.request(pool, "secret");
    assertFails(Kind.GONE, () -> host.claim(instance, request));
    assertThat(host.findEnvironment(request.environmentId())).isEmpty();
  }

  @Test
  void aCommandMayPassLate() throws Exception {
    WarmPoolSpec pool = pool();
    Instance made = newInstance(pool);
    assertState(made, State.UNREADY);
    assertCannotBeClaimed(made, pool);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Instance> ready =
          CompletableFuture.supplyAsync(() -> host.awaitReady(made, pool), threads);
      assertState(made, State.UNREADY);
      assertThat(ready).isNotDone();
      bringUp(made.containerId());
      assertThat(ready.get().state()).isEqualTo(State.RUNNING);
    }

    assertState(made, State.RUNNING);
    assertThat(host.claim(made, EngineFixture.request(pool, "secret")).running()).isTrue();
  }

  @Test
  void aCommandThatNeverPassesIsToldByItsExitCodeAlone() {
    WarmPoolSpec pool =
        pool(List.of("/bin/sh", "-c", "echo geheim; exit 7"), Duration.ofSeconds(3));
    Instance made = newInstance(pool);

    assertFails(Kind.FAILED, () -> host.awaitReady(made, pool), "not ready within 3 s", "code 7");
    assertState(made, State.UNREADY);
    assertCannotBeClaimed(made, pool);
  }

  @Test
  void aCommandThatDoesNotEndIsNotWaitedForForever() {
    WarmPoolSpec pool = pool(List.of("sleep", "1000"), SHORT);
    Instance made = newInstance(pool);

    assertFails(Kind.FAILED, () -> host.awaitReady(made, pool), "readyCommand goes on");
  }

  @Test
  void aCommandThatIsNotThereIsNoReadiness() {
    WarmPoolSpec pool = pool(List.of("/no/such/program"), SHORT);
    Instance made = newInstance(pool);

    assertFails(Kind.FAILED, () -> host.awaitReady(made, pool), "not ready within", "readyCommand");
    assertState(made, State.UNREADY);
  }

  @Test
  void oneThatEndsMeanwhileIsToldAsEnded() {
    WarmPoolSpec pool = pool(List.of("/bin/sh", "-c", "kill -9 -1; exit 1"), Eventually.LIMIT);
    Instance made = newInstance(pool);
    fixture.engine.kill(made.containerId());

    assertFails(Kind.FAILED, () -> host.awaitReady(made, pool), "exit code 137");
  }

  @Test
  void readinessEndsWithTheRun() throws Exception {
    WarmPoolSpec pool = pool();
    Instance ready = readyInstance(pool);

    fixture.engine.client().restartContainerCmd(ready.containerId()).withTimeout(10).exec();

    assertCannotBeClaimed(ready, pool);
    assertState(ready, State.UNREADY);
    assertThat(host.awaitReady(ready, pool).state()).isEqualTo(State.RUNNING);
    assertState(ready, State.RUNNING);
  }

  @Test
  void oneFromTheReserveIsSeenReadyAnew() throws Exception {
    WarmPoolSpec pool = pool();
    Instance stopped = host.stop(readyInstance(pool));
    assertThat(stopped.state()).isEqualTo(State.STOPPED);

    Instance started = host.start(stopped);

    assertThat(started.state()).isEqualTo(State.UNREADY);
    assertState(started, State.UNREADY);
    assertCannotBeClaimed(started, pool);
    assertThat(host.awaitReady(started, pool).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void theMarkerIsOutOfTheInstancesReachAndGoesWithIt() throws Exception {
    WarmPoolSpec pool = pool();
    Instance ready = readyInstance(pool);
    Path marker = fixture.runtime.resolve("ready").resolve(ready.id().toString());
    assertThat(marker).exists();
    assertThat(fixture.privateFolder(ready.id())).isEmptyDirectory();

    host.remove(ready);

    assertThat(marker).doesNotExist();
  }

  @Test
  void anImagesHealthCheckIsAwaited() throws Exception {
    WarmPoolSpec pool = fixture.pool(fixture.makeCheckedSnapshot(CHECK));
    Instance made = newInstance(pool);
    assertThat(made.state()).isEqualTo(State.UNREADY);
    assertCannotBeClaimed(made, pool);

    bringUp(made.containerId());

    assertThat(host.awaitReady(made, pool).state()).isEqualTo(State.RUNNING);
    assertState(made, State.RUNNING);
    assertThat(host.claim(made, EngineFixture.request(pool, "secret")).running()).isTrue();
  }

  @Test
  void anUnhealthyOneIsGoodForNothing() {
    WarmPoolSpec pool = fixture.pool(fixture.makeCheckedSnapshot(CHECK));
    Instance made = newInstance(pool);

    assertFails(Kind.FAILED, () -> host.awaitReady(made, pool), "unhealthy");

    assertState(made, State.DEAD);
    assertCannotBeClaimed(made, pool);
  }

  @Test
  void aHealthCheckThatIsTakenBackIsNone() {
    WarmPoolSpec pool = fixture.pool(fixture.makeCheckedSnapshot("NONE"));

    assertThat(newInstance(pool).state()).isEqualTo(State.RUNNING);
  }

  /** Cut off by its limit, and carried on by the claim's next try. */
  @Test
  void anEnvironmentFromTheSnapshotIsReadyWhenItIsDelivered() throws Exception {
    WarmPoolSpec pool = pool(COMMAND, SHORT);
    ClaimRequest request = EngineFixture.request(pool, "secret");
    UUID snapshotId = pool.snapshotId().orElseThrow();

    assertFails(
        Kind.FAILED, () -> host.createEnvironment(request, pool, snapshotId), "not ready within");
    Environment half = host.findEnvironment(request.environmentId()).orElseThrow();
    assertThat(fixture.privateFolder(half.instanceId()).resolve("ready")).doesNotExist();
    assertFails(Kind.FAILED, () -> host.redeliver(half, request), "not ready within");
    bringUp(half.containerId());

    assertThat(host.redeliver(half, request).containerId()).isEqualTo(half.containerId());
    assertThat(fixture.privateFolder(half.instanceId()).resolve("ready")).exists();
  }
}
