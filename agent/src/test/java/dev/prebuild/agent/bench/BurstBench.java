package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.TestEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What twenty warm claims at once cost over HTTP, beside twenty bare renames at once. */
final class BurstBench {
  private static final int BURST = 20;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 9;

  private final StandaloneAgent agent;
  private final List<BareHttp> connections = new ArrayList<>();
  private final List<BareEngine> engines = new ArrayList<>();
  private final List<String> containers = new ArrayList<>();

  private BurstBench(StandaloneAgent agent) {
    this.agent = agent;
  }

  static void run(TestEngine engine, Figures figures) throws Exception {
    StandaloneAgent.run(
        agent -> {
          BurstBench bench = new BurstBench(agent);
          try {
            bench.open(engine);
            bench.measure(figures);
          } finally {
            bench.close();
          }
        });
  }

  private void open(TestEngine engine) throws Exception {
    String snapshot = "prebuild-snapshot:" + agent.prebuild();
    for (int i = 0; i < BURST; i++) {
      connections.add(agent.connect());
      BareEngine bare = new BareEngine(engine.socket());
      engines.add(bare);
      String container = bare.create("bench-burst-" + UUID.randomUUID(), snapshot);
      containers.add(container);
      bare.start(container);
    }
    agent.makePool(BURST, BURST);
  }

  private void measure(Figures figures) throws Exception {
    figures.say("claim: bursts of %d, %d times".formatted(BURST, ROUNDS));
    Sample claims = new Sample();
    Sample renames = new Sample();
    try (Together together = new Together(BURST)) {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        agent.awaitPool(BURST, 0);
        long bare =
            together.run(
                i -> engines.get(i).rename(containers.get(i), "bench-burst-" + UUID.randomUUID()));
        long claimed = claim(together);
        if (round >= 0) {
          renames.add(bare);
          claims.add(claimed);
        }
      }
    }
    figures.row("%d warm claims at once, over HTTP".formatted(BURST), claims);
    figures.row("%d renames at once, the engine alone".formatted(BURST), renames);
    figures.figure("claim.burst20_over_renames", claims.p50() / renames.p50(), "ratio");
  }

  private long claim(Together together) throws Exception {
    List<UUID> environments = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      environments.add(UUID.randomUUID());
    }
    long nanos = together.run(i -> agent.claim(connections.get(i), environments.get(i)));
    for (UUID environment : environments) {
      agent.release(environment);
    }
    return nanos;
  }

  private void close() throws Exception {
    for (int i = 0; i < containers.size(); i++) {
      engines.get(i).remove(containers.get(i));
    }
    for (BareEngine engine : engines) {
      engine.close();
    }
    for (BareHttp connection : connections) {
      connection.close();
    }
  }
}
