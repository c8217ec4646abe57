package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.cli.view.HostView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What a host takes on. */
final class HostCommands {
  private HostCommands() {}

  private static int ask(Session session, String mode) throws InterruptedException {
    JsonNode host = session.agent(session.place()).post("/v1/host/" + mode);
    session.printer().tell(() -> HostView.line(host), host::toPrettyString);
    return 0;
  }

  /** Out of service. */
  @Command(
      name = "drain",
      description =
          "Takes the host out of service: it gets nothing new, refuses claims and lets its idle"
              + " instances go. What has begun ends; environments live on.")
  record Drain(Session session) implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
      return ask(session, "drain");
    }
  }

  /** Nothing new. */
  @Command(
      name = "cordon",
      description =
          "Has the host get nothing new from its control plane; it goes on to serve claims.")
  record Cordon(Session session) implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
      return ask(session, "cordon");
    }
  }

  /** Back in service. */
  @Command(name = "uncordon", description = "Puts the host back into service.")
  record Uncordon(Session session) implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
      return ask(session, "uncordon");
    }
  }
}
