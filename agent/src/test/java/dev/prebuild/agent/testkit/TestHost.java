package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A runner host: agents of one runner on the real engine. Lives for a test or, in a static field,
 * for all tests of a class. Ends the agents and removes all that they made; a test that fails
 * brings their logs along.
 */
public final class TestHost
    implements AutoCloseable,
        BeforeAllCallback,
        AfterAllCallback,
        AfterEachCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  private static final int LONGEST_LOG = 20_000;

  public final UUID runnerId;
  public final TestEngine engine;
  public final Path folder;
  private final List<AgentProcess> agents = new ArrayList<>();
  private final Map<String, Path> logs = new LinkedHashMap<>();
  private boolean isShared;

  /** With the engine that the environment names. */
  public TestHost() {
    this(TestEngine.fromEnvironment());
  }

  /**
   * With an engine of the test's own.
   *
   * @param engine closed by this host
   */
  public TestHost(TestEngine engine) {
    this(engine, UUID.randomUUID());
  }

  /** One more host of the same runner, with an engine of the test's own. */
  public TestHost(TestEngine engine, TestHost other) {
    this(engine, other.runnerId);
  }

  private TestHost(TestEngine engine, UUID runnerId) {
    this.engine = engine;
    this.runnerId = runnerId;
    try {
      this.folder = Files.createTempDirectory("prebuild-e2e-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings of an agent on this host, by a name that tells it from others. */
  public AgentSettings settings(String name) throws IOException {
    return new AgentSettings(runnerId, folder.resolve(name), engine.socket());
  }

  /** Starts an agent, whether or not it comes up. */
  public AgentProcess start(String command, AgentSettings settings) throws IOException {
    return start(command, settings, "");
  }

  /** The same with these options for its virtual machine. */
  public AgentProcess start(String command, AgentSettings settings, String javaOptions)
      throws IOException {
    Path log = settings.folder.resolve("log");
    logs.put(settings.folder.getFileName().toString(), log);
    Map<String, String> environment = new LinkedHashMap<>(settings.environment());
    environment.put("PREBUILD_AGENT_JAVA_OPTS", javaOptions);
    AgentProcess agent = AgentProcess.start(log, environment, command, settings.write().toString());
    agents.add(agent);
    return agent;
  }

  /** Starts an agent and returns once all is well with it. */
  public AgentProcess startHealthy(String command, AgentSettings settings) throws Exception {
    AgentProcess agent = start(command, settings);
    awaitHealth(agent, settings, 200);
    return agent;
  }

  /** Returns the answer of the health check once it has this status. */
  public static Answer awaitHealth(AgentProcess agent, AgentSettings settings, int status)
      throws Exception {
    AgentCalls calls = new AgentCalls(settings);
    return Eventually.await(
        "health is " + status, () -> healthOf(agent, calls), answer -> answer.status() == status);
  }

  private static Answer healthOf(AgentProcess agent, AgentCalls calls) throws Exception {
    try {
      return calls.health();
    } catch (IOException e) {
      if (!agent.isAlive()) {
        throw new AssertionError("the agent ended with code " + agent.awaitExit(), e);
      }
      return new Answer(0, "", String.valueOf(e));
    }
  }

  /** What this host's engine holds of its runner. */
  public Holdings holdings() {
    return Holdings.of(engine.containers(runnerId));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    isShared = true;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (!isShared) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    close();
  }

  @Override
  public void close() throws IOException {
    for (AgentProcess agent : agents) {
      agent.kill();
    }
    engine.removeAll(runnerId);
    engine.close();
    Folders.remove(folder);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    attachLogs(failure);
    throw failure;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    attachLogs(failure);
    throw failure;
  }

  /** Has a failure bring along what the agents have said. */
  public void attachLogs(Throwable failure) throws IOException {
    for (Map.Entry<String, Path> log : logs.entrySet()) {
      String text = Files.readString(log.getValue());
      String end = text.substring(Math.max(0, text.length() - LONGEST_LOG));
      AssertionError attached =
          new AssertionError("the log of agent '%s':%n%s".formatted(log.getKey(), end));
      attached.setStackTrace(new StackTraceElement[0]);
      failure.addSuppressed(attached);
    }
  }
}
