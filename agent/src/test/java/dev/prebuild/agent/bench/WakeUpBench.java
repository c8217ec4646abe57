package dev.prebuild.agent.bench;

import dev.prebuild.config.settings.DatabaseSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

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
      measure(crowd, WARM_UP);
      Waking waking = measure(crowd, ROUNDS);
      figures.row("from a creation to the agent", waking.created());
      figures.row("from a cancellation to the agent", waking.cancelled());
      figures.row("from a pool's new size to the agent", waking.resized());
      figures.row("from any change to the agent", waking.all());
      figures.row("from the change's answer to the agent's", waking.fromAnswer());
      figures.say(
          "  %d changes of prebuilds, each of one agent's: %d agents heard"
              .formatted(2 * ROUNDS, 2 * ROUNDS + waking.others()));
      figures.figure("api.wakeup.p99" + suffix, waking.all().p99(), "ms");
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
   * What was measured.
   *
   * @param others agents that heard of a prebuild that was not theirs
   */
  private record Waking(
      Sample created,
      Sample cancelled,
      Sample resized,
      Sample all,
      Sample fromAnswer,
      int others) {}

  private Waking measure(Crowd crowd, int rounds) throws Exception {
    Waking waking =
        new Waking(new Sample(), new Sample(), new Sample(), new Sample(), new Sample(), 0);
    int others = 0;
    for (int round = 0; round < rounds; round++) {
      others += rest(crowd);
      UUID project = agent.stock().projectOf(round);
      UUID environmentClass = agent.stock().classOf(round);
      long start = System.nanoTime();
      String prebuild = calls.create(project, environmentClass);
      note(waking, waking.created(), crowd, start, prebuild);

      others += rest(crowd);
      start = System.nanoTime();
      calls.cancel(prebuild);
      note(waking, waking.cancelled(), crowd, start, prebuild);

      others += rest(crowd);
      UUID pool = agent.stock().poolId(resized++);
      start = System.nanoTime();
      calls.enlarge(pool);
      note(waking, waking.resized(), crowd, start, pool.toString());
      int _ = rest(crowd);
    }
    return new Waking(
        waking.created(),
        waking.cancelled(),
        waking.resized(),
        waking.all(),
        waking.fromAnswer(),
        others);
  }

  private static void note(Waking waking, Sample kind, Crowd crowd, long start, String id)
      throws Exception {
    long answered = System.nanoTime();
    long heard = crowd.awaitNews(id);
    kind.add(heard - start);
    waking.all().add(heard - start);
    waking.fromAnswer().add(heard - answered);
  }

  private static int rest(Crowd crowd) throws Exception {
    Thread.sleep(REST);
    return crowd.takeOthers();
  }
}
