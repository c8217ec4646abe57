package dev.prebuild.agent.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Ended;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;

/** The packaged daemon with its embedded control plane, and a few projects. */
final class StandaloneAgent {
  private final Standalone agent;
  private final TestProject project;
  private final TestProject twin;
  private final TestProject large;
  private final String token;

  private StandaloneAgent(
      Standalone agent, TestProject project, TestProject twin, TestProject large, String token) {
    this.agent = agent;
    this.project = project;
    this.twin = twin;
    this.large = large;
    this.token = token;
  }

  /** The same agent, with another project as small as the first. */
  StandaloneAgent twin() {
    return new StandaloneAgent(agent, /* project= */ twin, /* twin= */ project, large, token);
  }

  /** What is done with one. */
  interface Work {
    void with(StandaloneAgent agent) throws Exception;
  }

  static void run(Work work) throws Exception {
    run("", work);
  }

  /**
   * Has the work done with a healthy agent, which is stopped in order then: its virtual machine may
   * have something to write. What it has said goes with a failure.
   */
  static void run(String javaOptions, Work work) throws Exception {
    try (TestHost host = new TestHost()) {
      try {
        AgentSettings settings = host.settings("bench").quiet();
        Standalone agent = Standalone.of(host, settings);
        TestProject project = agent.project("repository", "build", "echo built >built");
        TestProject twin = agent.project("twin", "build", "echo built >built");
        TestProject large =
            agent.project("large", "build", "dd if=/dev/urandom of=large bs=1M count=1024");
        AgentProcess process = host.start("standalone", settings, javaOptions);
        Answer _ = TestHost.awaitHealth(process, settings, 200);
        // Read once: a claim's time is not to hold it.
        String token = Files.readString(settings.state().resolve("agent.token")).strip();
        work.with(new StandaloneAgent(agent, project, twin, large, token));
        int _ = process.stop();
      } catch (Exception | AssertionError e) {
        host.attachLogs(e);
        throw e;
      }
    }
  }

  /** Runs a prebuild to its end; returns the snapshot's id. */
  @CanIgnoreReturnValue
  UUID prebuild() throws Exception {
    UUID id = agent.controlPlane().createPrebuild(project);
    agent.awaitCompletion(id);
    return id;
  }

  /** Begins a prebuild that leaves 1 GiB; returns its id. */
  UUID beginLargePrebuild() throws Exception {
    return agent.controlPlane().createPrebuild(large);
  }

  void awaitCommit(UUID prebuildId) throws Exception {
    PrebuildStatus _ = agent.awaitPhase(prebuildId, PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING);
  }

  boolean isCommitting(UUID prebuildId) throws Exception {
    return agent.controlPlane().prebuild(prebuildId).getPhase()
        == PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING;
  }

  /** Makes the project's pool. */
  void makePool(int minSize, int maxSize) throws Exception {
    UUID _ = agent.controlPlane().createWarmPool(project, minSize, maxSize);
  }

  /** Returns when all pools together have this many instances, by the agent's own metrics. */
  void awaitPool(int running, int stopped) throws Exception {
    Eventually.await(
        "%d running and %d stopped instances".formatted(running, stopped),
        () -> agent.calls().metrics().text(),
        metrics -> count(metrics, "running") == running && count(metrics, "stopped") == stopped);
  }

  /** The same, but for those that are stopped. */
  void awaitRunning(int running) throws Exception {
    Eventually.await(
        "%d running instances".formatted(running),
        () -> agent.calls().metrics().text(),
        metrics -> count(metrics, "running") == running);
  }

  private static int count(String metrics, String state) {
    return (int)
        metrics
            .lines()
            .filter(line -> line.startsWith("prebuild_agent_pool_instances{"))
            .filter(line -> line.contains("state=\"%s\"".formatted(state)))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }

  /** A connection to this agent, for calls that are timed. */
  BareHttp connect() throws IOException {
    return new BareHttp(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.settings().port));
  }

  /** Claims an instance over a connection. */
  void claim(BareHttp connection, UUID environmentId) throws IOException {
    connection.call(
        "POST",
        "/v1/environments",
        "Authorization: Bearer " + token + "\r\n",
        """
        {"environmentId": "%s", "projectId": "%s", "environmentClassId": "%s",
         "variables": {"LANG": "C"}, "secrets": {"TOKEN": "not a real one"}}"""
            .formatted(environmentId, project.id(), project.classId()));
  }

  /** Has a command of the same program look at this agent; whatever it finds is well. */
  void command(String javaOptions, String word) throws Exception {
    Ended _ =
        Ended.run(
            agent.settings().folder,
            Map.of("PREBUILD_AGENT_JAVA_OPTS", javaOptions),
            word,
            "--settings=" + agent.settings().write());
  }

  void listEnvironments() throws Exception {
    expect(200, agent.calls().list());
  }

  void release(UUID environmentId) throws Exception {
    expect(204, agent.calls().delete(environmentId.toString()));
  }

  private static void expect(int status, Answer answer) {
    if (answer.status() != status) {
      throw new AssertionError("%d awaited: %s".formatted(status, answer));
    }
  }
}
