package dev.prebuild.agent.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import dev.prebuild.agent.life.Pulse;
import dev.prebuild.agent.life.Sign;
import dev.prebuild.pool.instance.Instance;
import io.dropwizard.lifecycle.Managed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the engine: lists everything, then hears events, and lists again now and then as a safety
 * net. Comes back by itself when the engine was away. An event only says where to look; what counts
 * is what is found there.
 */
public final class EngineWatch implements Managed {
  private static final Logger LOG = LoggerFactory.getLogger(EngineWatch.class);
  private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

  /** At once, in truth; what a cut-off commit has left can wait. */
  private static final Duration COMMIT_IS_NAMED_WITHIN = Duration.ofSeconds(15);

  /**
   * Of calls that each have a limit of their own, there are many where much has been left behind.
   */
  private static final Duration SLOWEST_LIST = Duration.ofMinutes(10);

  private static final String[] ACTIONS = {
    "start", "die", "destroy", "pause", "unpause", "health_status"
  };

  private final EngineRoom room;
  private final EngineListener listener;
  private final Duration resync;
  private final Classifier classifier;
  private final Sweeper sweeper;
  private final Thread thread;
  private final Pulse pulse = new Pulse("the watch on the engine");
  private final CountDownLatch hasListed = new CountDownLatch(1);
  private boolean hasSwept;
  private volatile Optional<String> failure;

  /**
   * @param resync pause between full lists
   */
  public EngineWatch(EngineRoom room, EngineListener listener, Duration resync) {
    this.room = room;
    this.listener = listener;
    this.resync = resync;
    this.classifier = room.classifier();
    this.sweeper = new Sweeper(room);
    this.failure =
        Optional.of("the engine at %s has not been reached yet".formatted(room.engine().socket()));
    this.thread = Thread.ofVirtual().name("engine-watch").unstarted(this::loop);
  }

  @Override
  public void start() {
    pulse.beat(SLOWEST_LIST);
    thread.start();
  }

  @Override
  public void stop() {
    thread.interrupt();
  }

  /** Why the engine cannot be followed at the moment; empty if it is. */
  public Optional<String> failure() {
    return failure;
  }

  /**
   * Returns whether all that the engine holds has been shown to the listener, as soon as it has; no
   * later than after this time.
   */
  public boolean awaitFirstList(Duration atMost) throws InterruptedException {
    return hasListed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Its last sign of life; none before it has begun. */
  public Optional<Sign> sign() {
    return pulse.last();
  }

  private void loop() {
    try {
      while (true) {
        pulse.beat(SLOWEST_LIST);
        try {
          room.engine().renegotiate();
          follow();
          lost("the engine has ended its event stream");
        } catch (RuntimeException e) {
          // Whatever it is, without this loop the agent would see nothing more.
          lost(String.valueOf(e.getMessage()));
        }
        room.vigil().end();
        Thread.sleep(RECONNECT_PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the event stream ends. Events first, so that the list misses nothing. */
  private void follow() throws InterruptedException {
    room.engine()
        .callPatiently(
            "following the engine's events",
            client -> {
              try (Events events = new Events()) {
                room.vigil().begin(Instant.now());
                client
                    .eventsCmd()
                    .withEventTypeFilter(EventType.CONTAINER)
                    .withLabelFilter(Map.of(Naming.OWNER, room.runnerId().toString()))
                    .withEventFilter(ACTIONS)
                    .exec(events);
                listUntilEnd(events);
                return true;
              }
            });
  }

  private void listUntilEnd(Events events) throws InterruptedException {
    do {
      pulse.beat(SLOWEST_LIST);
      listAll();
      found();
      pulse.beat(resync.plus(SLOWEST_LIST));
    } while (!events.awaitEnd(resync));
  }

  private void listAll() {
    sweeper.suspectBelongings();
    long observedAt = System.nanoTime();
    List<ContainerFacts> all = room.containers().list();
    sweeper.removeBelongings(all);
    if (!hasSwept) {
      sweeper.removeDevContainers(all);
      hasSwept = true;
    }
    sweeper.removeUnnamedImages(Instant.now().minus(COMMIT_IS_NAMED_WITHIN));
    all.stream()
        .map(classifier::environment)
        .flatMap(Optional::stream)
        .forEach(room.environments()::remember);
    List<Instance> instances =
        all.stream().map(classifier::instance).flatMap(Optional::stream).toList();
    listener.observed(instances, observedAt);
  }

  private final class Events extends ResultCallback.Adapter<Event> {
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Unlike {@link #awaitCompletion(long, TimeUnit)}, leaves the stream open at the limit. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
      boolean isOver = ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (isOver) {
        throwFirstError();
      }
      return isOver;
    }

    /** Called at the end of the stream, too, however it ends. */
    @Override
    public void close() throws IOException {
      super.close();
      ended.countDown();
    }

    @Override
    public void onNext(Event event) {
      Optional.ofNullable(event.getActor())
          .ifPresent(
              actor ->
                  look(
                      String.valueOf(actor.getId()),
                      actor.getAttributes() == null ? Map.of() : actor.getAttributes(),
                      "destroy".equals(event.getAction())));
    }
  }

  /** The event's own attributes are the container's labels and its name. */
  private void look(String containerId, Map<String, String> attributes, boolean isGone) {
    long observedAt = System.nanoTime();
    if (isGone) {
      listener.gone();
    }
    Optional<InstanceLabels> labels = InstanceLabels.read(attributes);
    if (labels.isEmpty()) {
      return;
    }
    try {
      Optional<ContainerFacts> facts =
          isGone ? Optional.empty() : room.containers().find(containerId);
      if (facts.isEmpty()) {
        room.environments().forget(labels.get().instanceId());
      }
      facts.flatMap(classifier::environment).ifPresent(room.environments()::remember);
      if (Naming.isWarm(attributes.getOrDefault("name", ""))) {
        Optional<Instance> instance = facts.flatMap(classifier::instance);
        listener.observed(labels.get().poolId(), labels.get().instanceId(), instance, observedAt);
      }
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("container", containerId)
          .setCause(e)
          .log("an event could not be followed; the next full list makes up for it");
    }
  }

  private void found() {
    if (failure.isPresent()) {
      LOG.info("following the engine");
      failure = Optional.empty();
    }
    hasListed.countDown();
  }

  private void lost(String why) {
    if (failure.isEmpty() || !failure.get().equals(why)) {
      LOG.atError()
          .addKeyValue("cause", why)
          .log("the engine is away; its containers are left as they are, and it is tried again");
    }
    failure = Optional.of(why);
  }
}
