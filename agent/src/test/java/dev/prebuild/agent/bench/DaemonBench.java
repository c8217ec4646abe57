package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.NotifySocket;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestEngine;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the daemon takes when it has much to look after: how soon a start is ready, which means that
 * it has adopted all its instances, what it costs at rest, and how soon commands answer. Beside it
 * what the engine takes: for one list of the same containers, and at rest.
 */
final class DaemonBench {
  private static final int POOLS = 20;
  private static final int SIZE = 20;

  /** Of one pool. */
  private static final Duration FILLING = Duration.ofMinutes(5);

  private static final int STARTS = 7;
  private static final int LISTS = 50;
  private static final Duration SETTLING = Duration.ofSeconds(30);
  private static final Duration REST = Duration.ofMinutes(2);

  /** Longer than any pause of a machine that does several things at once. */
  private static final Duration WATCHDOG = Duration.ofMinutes(1);

  private final TestHost host;
  private final Standalone agent;
  private final NotifySocket manager;
  private final Figures figures;

  private DaemonBench(TestHost host, Standalone agent, NotifySocket manager, Figures figures) {
    this.host = host;
    this.agent = agent;
    this.manager = manager;
    this.figures = figures;
  }

  static void run(TestEngine engine, Figures figures) throws Exception {
    try (TestHost host = new TestHost()) {
      String name = host.folder.resolve("notify.sock").toString();
      AgentSettings settings =
          host.settings("bench").quiet().maxInstances(POOLS * SIZE).service(name, WATCHDOG);
      Standalone agent = Standalone.of(host, settings);
      try (NotifySocket manager = NotifySocket.bind(name)) {
        new DaemonBench(host, agent, manager, figures).run(engine);
      } catch (Exception | AssertionError e) {
        host.attachLogs(e);
        throw e;
      }
    }
  }

  private void run(TestEngine engine) throws Exception {
    figures.say(
        "daemon: %d pools of %d stopped instances, %d starts, then %d s at rest"
            .formatted(POOLS, SIZE, STARTS, REST.toSeconds()));
    AgentProcess process = fill();
    Sample starts = new Sample();
    for (int i = 0; i < STARTS; i++) {
      process.kill();
      long start = System.nanoTime();
      process = host.start("standalone", agent.settings());
      awaitReady();
      starts.add(System.nanoTime() - start);
    }
    Sample lists = new Sample();
    String path = listPath();
    for (int i = 0; i < LISTS; i++) {
      lists.time(() -> engine.get(path));
    }
    figures.row("a start until it is ready, killed before", starts);
    figures.row("one list of the containers, the engine alone", lists);
    figures.figure("daemon.ready", starts.p50() / 1e3, "s");
    figures.figure("daemon.ready_over_list", starts.p50() / lists.p50(), "ratio");
    rest(process.pid(), enginePid(engine));
    CommandTimes.measure(host.folder, agent.settings().write(), agent.calls(), figures);
    int _ = process.stop();
  }

  private void rest(long agentPid, long enginePid) throws Exception {
    Thread.sleep(SETTLING);
    Footprint agentBefore = Footprint.of(agentPid);
    Footprint engineBefore = Footprint.of(enginePid);
    Thread.sleep(REST);
    Footprint agentAfter = Footprint.of(agentPid);
    Footprint engineAfter = Footprint.of(enginePid);
    figures.say(
        "  at rest: agent %d MB, %d threads; engine %d MB, %d threads"
            .formatted(
                agentAfter.megabytes(),
                agentAfter.threads(),
                engineAfter.megabytes(),
                engineAfter.threads()));
    figures.figure("daemon.rss", (double) agentAfter.megabytes(), "MB");
    figures.figure(
        "daemon.rss_over_engine", ratio(agentAfter.megabytes(), engineAfter.megabytes()), "ratio");
    figures.figure("daemon.idle_core", share(agentBefore, agentAfter), "%");
    figures.figure("daemon.idle_core_engine", share(engineBefore, engineAfter), "%");
  }

  private static double ratio(long ours, long peers) {
    return (double) ours / peers;
  }

  private static double share(Footprint before, Footprint after) {
    return 100.0 * (after.cpuMillis() - before.cpuMillis()) / REST.toMillis();
  }

  /** The agent makes all that it is to adopt. */
  private AgentProcess fill() throws Exception {
    List<TestProject> projects = new ArrayList<>();
    for (int i = 0; i < POOLS; i++) {
      UUID classId = agent.settings().addClass(host.engine.image(), Map.of("network", "none"));
      projects.add(agent.project("repository-" + i, classId, "build", "echo built >built"));
    }
    AgentProcess process = host.start("standalone", agent.settings());
    awaitReady();
    List<UUID> prebuilds = new ArrayList<>();
    for (TestProject project : projects) {
      prebuilds.add(agent.controlPlane().createPrebuild(project));
    }
    for (UUID prebuild : prebuilds) {
      Object _ = agent.awaitCompletion(prebuild);
    }
    // One after another: their starts would come before all stops.
    int filled = 0;
    for (TestProject project : projects) {
      UUID _ = agent.controlPlane().createWarmPool(project, 0, SIZE);
      filled += SIZE;
      awaitStopped(filled);
    }
    return process;
  }

  private void awaitStopped(int atLeast) throws Exception {
    double _ =
        Eventually.await(
            "%d instances are stopped".formatted(atLeast),
            FILLING,
            () -> stopped(agent.calls().metrics()),
            stopped -> stopped >= atLeast);
  }

  private static double stopped(Answer metrics) {
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith("prebuild_agent_pool_instances{"))
        .filter(line -> line.contains("state=\"stopped\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private void awaitReady() throws IOException {
    String heard = manager.receive();
    while (!heard.equals("READY=1")) {
      heard = manager.receive();
    }
  }

  private String listPath() {
    String filters = "{\"label\":[\"%s=%s\"]}".formatted(TestEngine.OWNER, host.runnerId);
    return "/containers/json?all=true&filters="
        + URLEncoder.encode(filters, StandardCharsets.UTF_8);
  }

  /** The one whose command names the socket; else the only one. */
  private static long enginePid(TestEngine engine) throws IOException {
    List<Long> all = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      String command = commandOf(process.pid());
      if (command.startsWith("dockerd ") && command.contains(engine.socket().toString())) {
        return process.pid();
      }
      if (command.startsWith("dockerd ") || command.startsWith("/usr/bin/dockerd ")) {
        all.add(process.pid());
      }
    }
    if (all.size() != 1) {
      throw new IOException("the engine at %s is none of %s".formatted(engine.socket(), all));
    }
    return all.getFirst();
  }

  private static String commandOf(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException _) {
      return "";
    }
  }
}
