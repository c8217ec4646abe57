package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Which program this is. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Runnable {
  private final Session session;

  VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    String version =
        Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    session
        .printer()
        .tell(
            () -> "prebuild-agent " + version,
            () -> JsonNodeFactory.instance.objectNode().put("version", version).toPrettyString());
  }
}
