package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.TestEngine;
import java.util.UUID;

/**
 * What a warm claim costs over HTTP, beside one bare rename on the engine's socket and a cold start
 * of the same snapshot by the engine alone. They take turns, each when the pool is at rest, so that
 * they meet the same weather; a claim's own backfill is in its time.
 */
final class ClaimBench {
  private static final int WARM_UP = 50;
  private static final int ROUNDS = 200;
  private static final int COLD_EVERY = 10;
  private static final int RUNNING = 2;
  private static final int MAX_SIZE = 3;

  private final StandaloneAgent agent;
  private final BareHttp connection;
  private final BareEngine engine;
  private final Figures figures;

  private ClaimBench(
      StandaloneAgent agent, BareHttp connection, BareEngine engine, Figures figures) {
    this.agent = agent;
    this.connection = connection;
    this.engine = engine;
    this.figures = figures;
  }

  static void run(TestEngine engine, Figures figures) throws Exception {
    StandaloneAgent.run(
        agent -> {
          try (BareHttp connection = agent.connect();
              BareEngine bare = new BareEngine(engine.socket())) {
            new ClaimBench(agent, connection, bare, figures).run();
          }
        });
    BurstBench.run(engine, figures);
  }

  private record Turns(Sample claims, Sample renames, Sample colds) {
    Turns() {
      this(new Sample(), new Sample(), new Sample());
    }
  }

  private void run() throws Exception {
    figures.say(
        "claim: a prebuild, a pool of %d running and %d stopped, then %d claims one by one"
            .formatted(RUNNING, MAX_SIZE - RUNNING, ROUNDS));
    String snapshot = "prebuild-snapshot:" + agent.prebuild();
    agent.makePool(RUNNING, MAX_SIZE);
    String probe = engine.create("bench-rename-" + UUID.randomUUID(), snapshot);
    engine.start(probe);
    measure(WARM_UP, probe, snapshot);
    Turns turns = measure(ROUNDS, probe, snapshot);
    engine.remove(probe);

    Sample claims = turns.claims();
    Sample renames = turns.renames();
    figures.row("warm claim, over HTTP", claims);
    figures.row("one rename, the engine alone", renames);
    figures.row("cold start, the engine alone", turns.colds());
    figures.figure("claim.warm.p50_over_rename", claims.p50() / renames.p50(), "ratio");
    figures.figure("claim.warm.p99_over_rename", claims.p99() / renames.p99(), "ratio");
    figures.figure("claim.cold_over_warm", turns.colds().p50() / claims.p50(), "ratio");
  }

  private Turns measure(int rounds, String probe, String snapshot) throws Exception {
    Turns turns = new Turns();
    for (int round = 0; round < rounds; round++) {
      agent.awaitPool(RUNNING, MAX_SIZE - RUNNING);
      turns.renames().time(() -> engine.rename(probe, "bench-rename-" + UUID.randomUUID()));

      agent.awaitPool(RUNNING, MAX_SIZE - RUNNING);
      UUID environment = UUID.randomUUID();
      turns.claims().time(() -> agent.claim(connection, environment));
      agent.release(environment);

      if (round % COLD_EVERY == 0) {
        agent.awaitPool(RUNNING, MAX_SIZE - RUNNING);
        String name = "bench-cold-" + UUID.randomUUID();
        turns.colds().time(() -> engine.start(engine.create(name, snapshot)));
        engine.remove(name);
      }
    }
    return turns;
  }
}
