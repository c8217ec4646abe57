package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.Folders;
import dev.prebuild.agent.testkit.TestPostgres;
import dev.prebuild.agent.testkit.TestPostgres.Durability;
import dev.prebuild.config.settings.DatabaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * What the calls of the control plane's API cost with much in its store, beside a call that is
 * refused before the store is asked and a database's own commit of one row. They take turns, each
 * from rest.
 */
final class ApiBench {
  private static final int WARM_UP = 300;
  private static final int ROUNDS = 500;
  private static final Duration REST = Duration.ofMillis(5);

  /** Of 25 prebuilds each. */
  private static final int DEEP = 200;

  /** About the size of a prebuild's. */
  private static final byte[] ROW = new byte[330];

  /** Has the database look at everything. */
  private static final String NOTHING =
      "{\"executorIds\": [\"00000000-0000-0000-0000-000000000000\"]}";

  private final StockedAgent agent;
  private final ApiCalls calls;
  private final BareDatabase bare;
  private final Random random = new Random(1);

  private ApiBench(StockedAgent agent, ApiCalls calls, BareDatabase bare) {
    this.agent = agent;
    this.calls = calls;
    this.bare = bare;
  }

  static void run(Figures figures) throws Exception {
    figures.say("api: 10,000 prebuilds and 500 pools, in a file");
    Path folder = Files.createTempDirectory("prebuild-bench");
    try (BareDatabase bare = BareDatabase.inFile(folder.resolve("bare.db"))) {
      run(figures, "", bare, Optional.empty());
    } finally {
      Folders.remove(folder);
    }
    figures.say("api: the same in PostgreSQL");
    try (TestPostgres postgres = TestPostgres.start(Durability.FULL);
        BareDatabase bare = BareDatabase.onServer(postgres.newDatabase())) {
      run(figures, ".postgres", bare, Optional.of(postgres.newDatabase()));
    }
  }

  private static void run(
      Figures figures, String suffix, BareDatabase bare, Optional<DatabaseSettings> database)
      throws Exception {
    StockedAgent.run(
        database,
        agent -> {
          try (ApiCalls calls = ApiCalls.of(agent)) {
            new ApiBench(agent, calls, bare).run(figures, suffix);
            new WakeUpBench(agent, calls, figures).run(suffix, bare, database);
          }
        });
  }

  private record Turns(
      Sample refusals,
      Sample gets,
      Sample filtered,
      Sample none,
      Sample deep,
      Sample creations,
      Sample commits) {
    Turns() {
      this(
          new Sample(),
          new Sample(),
          new Sample(),
          new Sample(),
          new Sample(),
          new Sample(),
          new Sample());
    }
  }

  private void run(Figures figures, String suffix) throws Exception {
    String deep = calls.walk(DEEP);
    Turns _ = measure(WARM_UP, Duration.ZERO, deep);
    Turns turns = measure(ROUNDS, REST, deep);
    figures.row("a call that is refused, no database", turns.refusals());
    figures.row("Get", turns.gets());
    figures.row("List, first page of a project", turns.filtered());
    figures.row("List, a filter that nothing meets", turns.none());
    figures.row("List, page %d of all".formatted(DEEP + 1), turns.deep());
    figures.row("Create", turns.creations());
    figures.row("a commit of one row, the database alone", turns.commits());
    figures.figure("api.get.p99" + suffix, turns.gets().p99(), "ms");
    figures.figure("api.list.p99" + suffix, slowestList(turns), "ms");
    figures.figure("api.create.p99" + suffix, turns.creations().p99(), "ms");
    figures.figure(
        "api.get.p50_over_refusal" + suffix, turns.gets().p50() / turns.refusals().p50(), "ratio");
    figures.figure(
        "api.create.p50_over_refusal_and_commit" + suffix,
        turns.creations().p50() / (turns.refusals().p50() + turns.commits().p50()),
        "ratio");
  }

  private static double slowestList(Turns turns) {
    return Math.max(turns.deep().p99(), Math.max(turns.filtered().p99(), turns.none().p99()));
  }

  private Turns measure(int rounds, Duration rest, String deep) throws Exception {
    Turns turns = new Turns();
    for (int round = 0; round < rounds; round++) {
      int number = random.nextInt(agent.stock().prebuilds().size());
      String ofProject =
          "{\"projectIds\": [\"%s\"], \"phases\": [\"PREBUILD_PHASE_COMPLETED\"]}"
              .formatted(agent.stock().projectOf(number));
      time(turns.refusals(), rest, calls::refused);
      time(turns.gets(), rest, () -> calls.get(agent.stock().prebuilds().get(number)));
      time(turns.filtered(), rest, () -> calls.list(ofProject, ""));
      time(turns.none(), rest, () -> calls.list(NOTHING, ""));
      time(turns.deep(), rest, () -> calls.list("{}", deep));
      time(
          turns.creations(),
          rest,
          () -> calls.create(agent.stock().projectOf(number), agent.stock().classOf(number)));
      time(turns.commits(), rest, () -> bare.insert(ROW));
    }
    return turns;
  }

  private static void time(Sample sample, Duration rest, Sample.Work work) throws Exception {
    Thread.sleep(rest);
    sample.time(work);
  }
}
