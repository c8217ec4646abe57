package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.TestEngine;
import java.net.http.HttpRequest;
import java.util.UUID;

/**
 * What a warm claim costs over HTTP, beside one bare rename on the engine's socket and a cold start
 * of the same snapshot by the engine alone. The three take turns, so that they meet the same
 * weather.
 */
final class ClaimBench {
  private static final int WARM_UP = 40;
  private static final int ROUNDS = 250;
  private static final int COLD_EVERY = 10;
  private static final int RUNNING = 2;
  private static final int MAX_SIZE = 3;

  private final StandaloneAgent agent;
  private final BareEngine engine;
  private final Figures figures;
  private final Sample claims = new Sample();
  private final Sample renames = new Sample();
  private final Sample colds = new Sample();

  private ClaimBench(StandaloneAgent agent, BareEngine engine, Figures figures) {
    this.agent = agent;
    this.engine = engine;
    this.figures = figures;
  }

  static void run(TestEngine engine, Figures figures) throws Exception {
    try (StandaloneAgent agent = new StandaloneAgent(engine);
        BareEngine bare = new BareEngine(engine.socket())) {
      new ClaimBench(agent, bare, figures).run();
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
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      measure(round, probe, snapshot);
    }
    engine.remove(probe);
    figures.row("warm claim, over HTTP", claims);
    figures.row("one rename, the engine alone", renames);
    figures.row("cold start, the engine alone", colds);
    figures.figure("claim.warm.p50_over_rename", claims.p50() / renames.p50(), "ratio");
    figures.figure("claim.warm.p99_over_rename", claims.p99() / renames.p99(), "ratio");
    figures.figure("claim.cold_over_warm", colds.p50() / claims.p50(), "ratio");
  }

  /** Each of the three begins when the pool is at rest; the claim's own backfill is in its time. */
  private void measure(int round, String probe, String snapshot) throws Exception {
    boolean counts = round >= WARM_UP;
    agent.awaitPool(RUNNING, MAX_SIZE - RUNNING);
    time(counts, renames, () -> engine.rename(probe, "bench-rename-" + UUID.randomUUID()));
    UUID environment = UUID.randomUUID();
    HttpRequest claim = agent.claim(environment);
    time(counts, claims, () -> agent.send(claim));
    agent.release(environment);
    if (round % COLD_EVERY == 0) {
      agent.awaitPool(RUNNING, MAX_SIZE - RUNNING);
      cold(counts, snapshot);
    }
  }

  private void cold(boolean counts, String snapshot) throws Exception {
    String name = "bench-cold-" + UUID.randomUUID();
    time(counts, colds, () -> engine.start(engine.create(name, snapshot)));
    engine.remove(name);
  }

  private static void time(boolean counts, Sample sample, Sample.Work work) throws Exception {
    (counts ? sample : new Sample()).time(work);
  }
}
