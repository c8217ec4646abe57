package dev.prebuild.agent.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Has the agent do once what it does all day, and a command call it, for the virtual machine to
 * keep what it learns of either.
 */
final class Training {
  private static final int ROUNDS = 15;
  private static final int RUNNING = 4;
  private static final int MAX_SIZE = 6;
  private static final int REPEATS = 100;

  private Training() {}

  /**
   * Runs the agent and the command that has most to do with the rest of the program. Each virtual
   * machine writes its file as it ends: a cache, or with the ending {@code .aotconf} a recording,
   * which caches can be made of.
   *
   * @param ofDaemon file to make
   * @param ofCommands file to make
   */
  static void run(Path ofDaemon, Path ofCommands) throws Exception {
    StandaloneAgent.run(
        option(ofDaemon.toAbsolutePath()),
        agent -> {
          work(agent);
          agent.command(option(ofCommands.toAbsolutePath()), "doctor");
        });
    for (Path file : List.of(ofDaemon, ofCommands)) {
      if (!Files.exists(file)) {
        throw new IllegalStateException("the virtual machine has not written " + file);
      }
    }
  }

  private static String option(Path file) {
    return file.toString().endsWith(".aotconf")
        ? "-XX:AOTMode=record -XX:AOTConfiguration=" + file
        : "-XX:AOTCacheOutput=" + file;
  }

  private static void work(StandaloneAgent agent) throws Exception {
    agent.prebuild();
    agent.makePool(RUNNING, MAX_SIZE);
    try (BareHttp connection = agent.connect()) {
      for (int round = 0; round < ROUNDS; round++) {
        agent.awaitPool(RUNNING, MAX_SIZE - RUNNING);
        claim(agent, connection);
      }
    }
  }

  private static void claim(StandaloneAgent agent, BareHttp connection) throws Exception {
    List<UUID> environments = new ArrayList<>();
    for (int i = 0; i < RUNNING; i++) {
      UUID environment = UUID.randomUUID();
      environments.add(environment);
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        agent.claim(connection, environment);
      }
    }
    agent.listEnvironments();
    for (UUID environment : environments) {
      agent.release(environment);
    }
  }
}
