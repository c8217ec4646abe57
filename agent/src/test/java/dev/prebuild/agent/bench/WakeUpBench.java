package dev.prebuild.agent.bench;

import dev.prebuild.config.settings.DatabaseSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How soon an agent in a long poll hears of a change, with a thousand of them waiting, and what
 * their waiting costs.
 */
final class WakeUpBench {
  private static final int WARM_UP = 50;
  private static final int ROUNDS = 150;
  private static final Duration REST = Duration.ofMillis(20);

  /** PostgreSQL's sessions tell what they have done ten seconds later at the latest. */
  private static final Duration SETTLING = Duration.ofSeconds(12);

  private static final Duration IDLE = Duration.ofSeconds(10);

  private final StockedAgent agent;
  private final ApiCalls calls;
  private final Figures figures;
  private int resized;

  WakeUpBench(StockedAgent agent, ApiCalls calls, Figures figures) {
    this.agent = agent;
    this.calls = calls;
    this.figures = figures;
  }

  /**
   * Runs it.
   *
   * @param suffix of the figures' names
   * @param bare another database of the same kind
   * @param database the agent's, if it is on a server
   */
  void run(String suffix, BareDatabase bare, Optional<DatabaseSettings> database) throws Exception {
    Footprint before = Footprint.of(agent.pid());
    long start = System.nanoTime();
    try (Crowd crowd = Crowd.gather(agent)) {
      figures.say(
          "  %d agents have begun to wait after %.1f s"
              .formatted(Stock.HOSTS, (System.nanoTime() - start) / 1e9));
      idle(before, bare, database);
      Waking _ = measure(crowd, WARM_UP);
      Waking waking = measure(crowd, ROUNDS);
      figures.row("from a creation to the agent", waking.created());
      figures.row("from a cancellation to the agent", waking.cancelled());
      figures.row("from a pool's new size to the agent", waking.pools());
      figures.row("from the change's answer to the agent's", waking.answers());
      figures.say(
          "  %d changes of prebuilds, each of one agent's: %d agents heard"
              .formatted(2 * ROUNDS, 2 * ROUNDS + waking.others().get()));
      figures.figure("api.wakeup.p99" + suffix, waking.prebuilds().p99(), "ms");
      figures.figure("api.wakeup.pool.p99" + suffix, waking.pools().p99(), "ms");
    }
  }

  private void idle(Footprint before, BareDatabase bare, Optional<DatabaseSettings> database)
      throws Exception {
    Thread.sleep(SETTLING);
    Footprint first = Footprint.of(agent.pid());
    long transactions = transactions(bare, database);
    Thread.sleep(IDLE);
    Footprint second = Footprint.of(agent.pid());
    figures.say(
        "  their waiting: %d platform threads (%d before), %d MB (%d before), %d ms of CPU in %d s"
            .formatted(
                second.threads(),
                before.threads(),
                second.megabytes(),
                before.megabytes(),
                second.cpuMillis() - first.cpuMillis(),
                IDLE.toSeconds()));
    if (database.isPresent()) {
      figures.say(
          "  transactions of the database in that time: %d"
              .formatted(transactions(bare, database) - transactions));
    }
  }

  private static long transactions(BareDatabase bare, Optional<DatabaseSettings> database)
      throws Exception {
    return database.isPresent() ? bare.transactionsOf(database.get()) : 0;
  }

  /**
   * What was measured, with a crowd.
   *
   * @param prebuilds changes of prebuilds, of either kind
   * @param answers from when a change was answered
   * @param others agents that heard of a prebuild that is not theirs
   */
  private record Waking(
      Crowd crowd,
      Sample created,
      Sample cancelled,
      Sample prebuilds,
      Sample pools,
      Sample answers,
      AtomicInteger others) {
    Waking(Crowd crowd) {
      this(
          crowd,
          new Sample(),
          new Sample(),
          new Sample(),
          new Sample(),
          new Sample(),
          new AtomicInteger());
    }

    /** Notes when it is heard of what was changed just now. */
    void note(long start, String id, Sample... kinds) throws Exception {
      long answered = System.nanoTime();
      long heard = crowd.awaitNews(id);
      for (Sample kind : kinds) {
        kind.add(heard - start);
      }
      answers.add(heard - answered);
      Thread.sleep(REST);
    }

    void countOthers() throws IOException {
      others.addAndGet(crowd.takeOthers());
    }
  }

  private Waking measure(Crowd crowd, int rounds) throws Exception {
    Waking waking = new Waking(crowd);
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      String prebuild = calls.create(agent.stock().projectOf(round), agent.stock().classOf(round));
      waking.note(start, prebuild, waking.created(), waking.prebuilds());
      start = System.nanoTime();
      calls.cancel(prebuild);
      waking.note(start, prebuild, waking.cancelled(), waking.prebuilds());
      waking.countOthers();

      UUID pool = agent.stock().poolId(resized++);
      start = System.nanoTime();
      calls.enlarge(pool);
      waking.note(start, pool.toString(), waking.pools());
      // As many as have a share of it.
      int _ = crowd.takeOthers();
    }
    return waking;
  }
}
