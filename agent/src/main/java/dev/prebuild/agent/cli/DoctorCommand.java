package dev.prebuild.agent.cli;

import dev.prebuild.agent.cli.doctor.EngineSocket;
import dev.prebuild.agent.cli.doctor.Examination;
import dev.prebuild.agent.cli.doctor.Findings;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.daemon.Logging;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What is wrong with a host. */
@Command(
    name = "doctor",
    description =
        "Looks at all that the agent needs, whether it runs or not: says what is wrong, and the"
            + " line that repairs it.")
record DoctorCommand(Session session) implements Callable<Integer> {
  @Override
  public Integer call() throws InterruptedException {
    Logging.quiet();
    Findings findings =
        new Examination(
                session.settingsFile(),
                session.overrides(),
                new EngineSocket(),
                session.clients(),
                session.clock())
            .findings();
    session.printer().tell(() -> findings.text(session.paint()), findings::json);
    return (findings.isBroken() ? ExitCode.FAILED : ExitCode.WELL).number();
  }
}
