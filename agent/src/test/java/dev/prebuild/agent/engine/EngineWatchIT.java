package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the watch tells of the real engine. Full lists are far apart: events alone bring news. */
class EngineWatchIT {
  private static final Duration NO_RESYNC = Duration.ofHours(1);

  private final Seen seen = new Seen();
  private EngineFixture fixture;
  private EngineInstanceHost host;
  private EngineWatch watch;
  private WarmPoolSpec pool;
  private UUID snapshotId;

  /** The state of each instance, as it was last told. */
  private static final class Seen implements EngineListener {
    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();
    private final Map<UUID, Instance.State> states = new ConcurrentHashMap<>();

    @Override
    public void observed(List<Instance> instances, long observedAt) {
      states.clear();
      instances.forEach(instance -> states.put(instance.id(), instance.state()));
      lists.incrementAndGet();
    }

    @Override
    public void observed(
        UUID poolId, UUID instanceId, Optional<Instance> instance, long observedAt) {
      instance.ifPresentOrElse(
          found -> states.put(instanceId, found.state()), () -> states.remove(instanceId));
    }

    @Override
    public void gone() {
      gone.incrementAndGet();
    }
  }

  @BeforeEach
  void open(@TempDir Path runtime) {
    fixture = new EngineFixture(runtime);
    host = fixture.instanceHost();
    snapshotId = fixture.makeSnapshot("");
    pool = fixture.pool(snapshotId);
    watch = new EngineWatch(fixture.room, seen, NO_RESYNC);
  }

  @AfterEach
  void removeAll() throws IOException {
    watch.stop();
    fixture.close();
  }

  @Test
  void theFirstListHoldsWhatIsThere() throws Exception {
    Instance running = newInstance();
    Instance stopped = host.stop(newInstance());

    start();

    assertThat(seen.states)
        .isEqualTo(
            Map.of(
                running.id(), Instance.State.RUNNING,
                stopped.id(), Instance.State.STOPPED));
    assertThat(watch.failure()).isEmpty();
  }

  @Test
  void newsOfInstancesComeByThemselves() throws Exception {
    start();
    Instance instance = newInstance();
    awaitState(instance, Optional.of(Instance.State.RUNNING));

    fixture.engine.stop(instance.containerId());
    awaitState(instance, Optional.of(Instance.State.STOPPED));

    fixture.engine.client().startContainerCmd(instance.containerId()).exec();
    awaitState(instance, Optional.of(Instance.State.RUNNING));

    fixture.engine.client().pauseContainerCmd(instance.containerId()).exec();
    fixture.engine.client().unpauseContainerCmd(instance.containerId()).exec();
    awaitState(instance, Optional.of(Instance.State.RUNNING));

    fixture.engine.kill(instance.containerId());
    awaitState(instance, Optional.of(Instance.State.DEAD));

    assertThat(seen.gone).hasValue(0);
    fixture.engine.remove(instance.containerId());
    awaitState(instance, Optional.empty());
    assertThat(seen.gone).hasValue(1);
  }

  @Test
  void anInstanceThatTurnsUnhealthyIsTold() throws Exception {
    start();
    UUID checked =
        fixture.makeCheckedSnapshot("--interval=200ms --retries=1 CMD test ! -e /tmp/ill");
    WarmPoolSpec itsPool = fixture.pool(checked);
    Instance instance = host.awaitReady(host.create(UUID.randomUUID(), itsPool, checked), itsPool);
    assertThat(instance.state()).isEqualTo(Instance.State.RUNNING);

    fixture.engine.exec(instance.containerId(), "touch", "/tmp/ill");

    awaitState(instance, Optional.of(Instance.State.DEAD));
  }

  /** The list is a safety net beside the events; it must not end them. */
  @Test
  void listsComeAgainWhileEventsGoOn() throws Exception {
    EngineWatch often = new EngineWatch(fixture.room, seen, Duration.ofMillis(20));
    often.start();
    try {
      Eventually.await("the first list", seen.lists::get, lists -> lists > 0);
      Eventually.await(
          "ten lists more",
          () -> {
            assertThat(often.failure()).isEmpty();
            return seen.lists.get();
          },
          lists -> lists > 10);
    } finally {
      often.stop();
    }
  }

  @Test
  void anInstanceThatIsRemovedTakesItsPrivateFolderAlong() throws Exception {
    start();
    Instance instance = newInstance();

    fixture.engine.remove(instance.containerId());

    Eventually.await(
        "its private folder is gone",
        () -> Files.exists(fixture.privateFolder(instance.id())),
        exists -> !exists);
  }

  @Test
  void anEnvironmentThatIsRemovedIsForgotten() throws Exception {
    start();
    Instance instance = newInstance();
    Environment environment = host.claim(instance, EngineFixture.request(pool, "secret"));

    fixture.engine.remove(environment.containerId());

    Eventually.await(
        "the environment is not known any more",
        () -> host.knownEnvironment(environment.id()),
        Optional::isEmpty);
    Eventually.await(
        "its private folder is gone",
        () -> Files.exists(fixture.privateFolder(instance.id())),
        exists -> !exists);
  }

  @Test
  void environmentsThatAreThereAreKnown() throws Exception {
    Environment environment = host.claim(newInstance(), EngineFixture.request(pool, "secret"));
    EngineRoom restarted = fixture.newRoom();
    assertThat(restarted.environments().known(environment.id())).isEmpty();
    EngineWatch again = new EngineWatch(restarted, seen, NO_RESYNC);

    again.start();
    try {
      Eventually.await(
          "the environment is known",
          () -> restarted.environments().known(environment.id()).map(Environment::containerId),
          known -> known.equals(Optional.of(environment.containerId())));
    } finally {
      again.stop();
    }
  }

  /** A socket that leads nowhere, then to the engine, nowhere, and to the engine again. */
  @Test
  void anEngineThatComesBackIsFollowedAgain(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("engine.sock");
    try (Engine engine = new Engine(socket, _ -> {})) {
      EngineRoom room = new EngineRoom(engine, fixture.runnerId, fixture.runtime, fixture.state());
      EngineWatch away = new EngineWatch(room, seen, Duration.ofMillis(200));
      away.start();
      try {
        Eventually.await(
            "the missing socket is named",
            () -> away.failure().orElse(""),
            failure -> failure.contains(socket.toString()));
        Instance instance = newInstance();

        Files.createSymbolicLink(socket, fixture.engine.socket());

        awaitState(instance, Optional.of(Instance.State.RUNNING));
        Eventually.await("all is well", away::failure, Optional::isEmpty);
      } finally {
        away.stop();
      }
    }
  }

  private Instance newInstance() {
    return host.create(UUID.randomUUID(), pool, snapshotId);
  }

  private void start() throws Exception {
    watch.start();
    Eventually.await("the first list", seen.lists::get, lists -> lists > 0);
  }

  private void awaitState(Instance instance, Optional<Instance.State> state) throws Exception {
    Eventually.await(
        "instance %s is told as %s".formatted(instance.id(), state),
        () -> Optional.ofNullable(seen.states.get(instance.id())),
        state::equals);
  }
}
