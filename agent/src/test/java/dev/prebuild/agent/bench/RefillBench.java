package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.TestEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * How soon pools are full again, beside bare starts of stopped containers by as many threads as the
 * agent has slots. Two pools, since one may have twenty instances at most, running and stopped
 * together.
 */
final class RefillBench {
  private static final int SLOTS = 4;
  private static final int RUNNING = 10;
  private static final int MAX_SIZE = 20;
  private static final int BOTH = 2;
  private static final int ROUNDS = 3;

  private final List<StandaloneAgent> pools;
  private final TestEngine engine;
  private final Sample refills = new Sample();
  private final Sample single = new Sample();
  private final Sample starts = new Sample();
  private final Sample singleStarts = new Sample();

  private RefillBench(StandaloneAgent agent, TestEngine engine) {
    this.pools = List.of(agent, agent.twin());
    this.engine = engine;
  }

  static void run(TestEngine engine, Figures figures) throws Exception {
    StandaloneAgent.run(agent -> new RefillBench(agent, engine).measure(figures));
  }

  private void measure(Figures figures) throws Exception {
    figures.say("refill: %d claims, and as many stopped instances that follow".formatted(all()));
    String snapshot = "";
    for (StandaloneAgent pool : pools) {
      snapshot = "prebuild-snapshot:" + pool.prebuild();
      pool.makePool(RUNNING, MAX_SIZE);
    }
    List<String> stopped = makeStopped(snapshot);
    for (int round = -1; round < ROUNDS; round++) {
      awaitRest();
      long refill = refill(RUNNING);
      awaitRest();
      long one = refill(1);
      awaitRest();
      long bare = start(stopped, SLOTS);
      long bareOne = start(stopped.subList(0, 1), 1);
      if (round >= 0) {
        refills.add(refill);
        single.add(one);
        starts.add(bare);
        singleStarts.add(bareOne);
      }
    }
    try (BareEngine bare = new BareEngine(engine.socket())) {
      for (String container : stopped) {
        bare.remove(container);
      }
    }
    tell(figures);
  }

  private void tell(Figures figures) {
    figures.row("%d claims, until %d run again".formatted(all(), all()), refills);
    figures.row("%d bare starts, %d at once".formatted(all(), SLOTS), starts);
    figures.row("one claim of each pool, until all run again", single);
    figures.row("one bare start", singleStarts);
    figures.figure("refill.stopped20_over_bare", refills.p50() / starts.p50(), "ratio");
  }

  private static int all() {
    return BOTH * RUNNING;
  }

  private void awaitRest() throws Exception {
    pools.getFirst().awaitPool(all(), BOTH * (MAX_SIZE - RUNNING));
  }

  /** Claims so many of each pool at once; from there on until as many run as before. */
  private long refill(int claims) throws Exception {
    List<BareHttp> connections = new ArrayList<>();
    List<UUID> environments = new ArrayList<>();
    for (int i = 0; i < BOTH * claims; i++) {
      connections.add(pools.getFirst().connect());
      environments.add(UUID.randomUUID());
    }
    long start = System.nanoTime();
    try (Together together = new Together(BOTH * claims)) {
      long _ =
          together.run(i -> pools.get(i % BOTH).claim(connections.get(i), environments.get(i)));
    }
    pools.getFirst().awaitRunning(all());
    long nanos = System.nanoTime() - start;
    for (BareHttp connection : connections) {
      connection.close();
    }
    for (UUID environment : environments) {
      pools.getFirst().release(environment);
    }
    return nanos;
  }

  /** Each has run once, like those of a pool's reserve. */
  private List<String> makeStopped(String snapshot) throws Exception {
    List<String> made = new ArrayList<>();
    try (BareEngine bare = new BareEngine(engine.socket())) {
      for (int i = 0; i < all(); i++) {
        String container = bare.create("bench-refill-" + UUID.randomUUID(), snapshot);
        bare.start(container);
        bare.stop(container);
        made.add(container);
      }
    }
    return made;
  }

  private long start(List<String> stopped, int atOnce) throws Exception {
    ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>(stopped);
    List<BareEngine> engines = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      engines.add(new BareEngine(engine.socket()));
    }
    long nanos;
    try (Together together = new Together(atOnce)) {
      nanos = together.run(i -> startAll(engines.get(i), queue));
    }
    for (String container : stopped) {
      engines.getFirst().stop(container);
    }
    for (BareEngine one : engines) {
      one.close();
    }
    return nanos;
  }

  private static void startAll(BareEngine engine, ConcurrentLinkedQueue<String> queue)
      throws Exception {
    for (String next = queue.poll(); next != null; next = queue.poll()) {
      engine.start(next);
    }
  }
}
