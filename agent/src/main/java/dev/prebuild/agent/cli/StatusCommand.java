package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.cli.view.OverviewView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The host at a glance. */
@Command(
    name = "status",
    description = "Shows the host at a glance: what it takes on, its pools, its prebuilds.")
record StatusCommand(Session session) implements Callable<Integer> {
  @Override
  public Integer call() throws InterruptedException {
    JsonNode overview = session.agent(session.place()).get("/v1/overview");
    session
        .printer()
        .tell(
            () -> OverviewView.text(overview, session.now(), session.paint()),
            overview::toPrettyString);
    return 0;
  }
}
