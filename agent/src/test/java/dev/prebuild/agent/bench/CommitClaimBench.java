package dev.prebuild.agent.bench;

import java.util.UUID;

/** What warm claims take while a snapshot is being committed, beside what they take otherwise. */
final class CommitClaimBench {
  private static final int USUAL = 150;
  private static final int COMMITS = 4;
  private static final int RUNNING = 2;
  private static final int MAX_SIZE = 3;

  private final StandaloneAgent agent;
  private final BareHttp connection;

  private CommitClaimBench(StandaloneAgent agent, BareHttp connection) {
    this.agent = agent;
    this.connection = connection;
  }

  static void run(Figures figures) throws Exception {
    StandaloneAgent.run(
        agent -> {
          try (BareHttp connection = agent.connect()) {
            new CommitClaimBench(agent, connection).measure(figures);
          }
        });
  }

  private void measure(Figures figures) throws Exception {
    figures.say("snapshot: claims while 1 GiB is committed");
    agent.prebuild();
    agent.makePool(RUNNING, MAX_SIZE);
    Sample usual = new Sample();
    for (int i = 0; i < USUAL; i++) {
      claim(usual);
    }
    Sample during = new Sample();
    for (int i = 0; i < COMMITS; i++) {
      UUID prebuild = agent.beginLargePrebuild();
      agent.awaitCommit(prebuild);
      while (agent.isCommitting(prebuild)) {
        claim(during);
      }
    }
    figures.row("warm claim, usually", usual);
    figures.row("warm claim, during a commit", during);
    figures.figure(
        "snapshot.claim_p99_during_commit_over_usual", during.p99() / usual.p99(), "ratio");
  }

  private void claim(Sample sample) throws Exception {
    agent.awaitPool(RUNNING, MAX_SIZE - RUNNING);
    UUID environment = UUID.randomUUID();
    sample.time(() -> agent.claim(connection, environment));
    agent.release(environment);
  }
}
