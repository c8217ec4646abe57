package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.output.OutputFormat;
import dev.prebuild.agent.cli.place.Candidate;
import dev.prebuild.agent.cli.place.Names;
import dev.prebuild.agent.cli.place.Pick;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.cli.remote.LogClient;
import dev.prebuild.agent.cli.remote.PrebuildServiceClient;
import dev.prebuild.agent.cli.view.PrebuildView;
import dev.prebuild.agent.cli.view.Proto;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsRequest;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prebuilds, at the control plane. */
@Command(name = "prebuild", description = "Prebuilds, and their snapshots.")
final class PrebuildCommands {
  /** As far back as the beginning of an id is looked for. */
  private static final int MOST_LOOKED_AT = 1_000;

  private PrebuildCommands() {}

  static CommandLine of(Session session) {
    return new CommandLine(new PrebuildCommands())
        .addSubcommand(new Create(session))
        .addSubcommand(new ListAll(session))
        .addSubcommand(new Show(session))
        .addSubcommand(new Cancel(session))
        .addSubcommand(new Delete(session))
        .addSubcommand(new Logs(session));
  }

  private static String id(PrebuildServiceClient controlPlane, String given)
      throws InterruptedException {
    if (Pick.isId(given)) {
      return given;
    }
    List<Candidate> candidates =
        controlPlane
            .prebuilds(ListPrebuildsRequest.Filter.getDefaultInstance(), MOST_LOOKED_AT)
            .stream()
            .map(prebuild -> Candidate.of(prebuild.getId()))
            .toList();
    return Pick.one("prebuild", given, candidates);
  }

  private static void tell(Session session, Prebuild prebuild, Names names) {
    session
        .printer()
        .tell(
            () -> PrebuildView.full(prebuild, names, session.now(), session.paint()),
            () -> Proto.json(prebuild));
  }

  /** A new one. */
  @Command(name = "create", description = "Begins a prebuild of a project.")
  static final class Create implements Callable<Integer> {
    private final Session session;

    @Mixin private ProjectAndClass of = new ProjectAndClass();

    @Option(names = "--wait", description = "Waits for its end; 1 if it leaves no snapshot.")
    private boolean isWaiting;

    @Option(names = "--follow", description = "The same, and shows its log meanwhile.")
    private boolean isFollowing;

    Create(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
      Place place = session.place();
      PrebuildServiceClient controlPlane = session.controlPlane(place);
      CreatePrebuildRequest.Builder request =
          CreatePrebuildRequest.newBuilder().setProjectId(of.projectId(place.names()));
      of.namedClassId(place.names()).ifPresent(request::setEnvironmentClassId);
      Prebuild prebuild = controlPlane.createPrebuild(request.build());
      if (isWaiting || isFollowing) {
        session.printer().remark("prebuild " + prebuild.getId());
        prebuild =
            new Following(session, place, controlPlane).completed(prebuild.getId(), isFollowing);
      }
      tell(session, prebuild, place.names());
      return 0;
    }
  }

  /** Those that there are. */
  @Command(name = "list", description = "Lists prebuilds, the newest first.")
  static final class ListAll implements Callable<Integer> {
    private final Session session;

    @Option(
        names = "--project",
        paramLabel = "PROJECT",
        description = "Only those of one project, by name or id.")
    private Optional<String> project = Optional.empty();

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "How many at most; ${DEFAULT-VALUE} if unset.")
    private int limit = 25;

    ListAll(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
      if (limit < 1) {
        throw new Failure(ExitCode.WRONG_USE, "--limit must be 1 or more, is " + limit);
      }
      Place place = session.place();
      ListPrebuildsRequest.Filter.Builder filter = ListPrebuildsRequest.Filter.newBuilder();
      project.map(place.names()::projectId).ifPresent(filter::addProjectIds);
      List<Prebuild> prebuilds = session.controlPlane(place).prebuilds(filter.build(), limit);
      session
          .printer()
          .tell(
              () -> PrebuildView.table(prebuilds, place.names(), session.now(), session.paint()),
              () -> PrebuildView.json(prebuilds));
      return 0;
    }
  }

  /** A command about one that there is. */
  abstract static class AboutOne implements Callable<Integer> {
    final Session session;

    @Parameters(paramLabel = "PREBUILD", description = "Its id, or the beginning of that.")
    private String prebuild = "";

    AboutOne(Session session) {
      this.session = session;
    }

    @Override
    public final Integer call() throws InterruptedException {
      Place place = session.place();
      PrebuildServiceClient controlPlane = session.controlPlane(place);
      carryOut(place, controlPlane, id(controlPlane, prebuild));
      return 0;
    }

    abstract void carryOut(Place place, PrebuildServiceClient controlPlane, String id)
        throws InterruptedException;
  }

  /** All of it. */
  @Command(name = "show", description = "Shows a prebuild.")
  static final class Show extends AboutOne {
    Show(Session session) {
      super(session);
    }

    @Override
    void carryOut(Place place, PrebuildServiceClient controlPlane, String id)
        throws InterruptedException {
      tell(session, controlPlane.prebuild(id), place.names());
    }
  }

  /** Ends it early. */
  @Command(name = "cancel", description = "Ends a prebuild that is under way.")
  static final class Cancel extends AboutOne {
    Cancel(Session session) {
      super(session);
    }

    @Override
    void carryOut(Place place, PrebuildServiceClient controlPlane, String id)
        throws InterruptedException {
      tell(session, controlPlane.cancelPrebuild(id), place.names());
    }
  }

  /** Takes its snapshot away. */
  @Command(name = "delete", description = "Deletes a prebuild, its snapshot and its log.")
  static final class Delete extends AboutOne {
    Delete(Session session) {
      super(session);
    }

    @Override
    void carryOut(Place place, PrebuildServiceClient controlPlane, String id)
        throws InterruptedException {
      controlPlane.deletePrebuild(id);
      session
          .printer()
          .tell(
              () -> "prebuild %s is being deleted".formatted(id),
              () -> JsonNodeFactory.instance.objectNode().put("deleting", id).toPrettyString());
    }
  }

  /** What it has printed. */
  @Command(
      name = "logs",
      description = "Prints the log of a prebuild; as JSON, an object for each line.")
  static final class Logs extends AboutOne {
    private static final int PIECE = 8_192;

    @Option(
        names = {"-f", "--follow"},
        description = "Goes on until the prebuild ends.")
    private boolean isFollowing;

    Logs(Session session) {
      super(session);
    }

    @Override
    void carryOut(Place place, PrebuildServiceClient controlPlane, String id)
        throws InterruptedException {
      String log = controlPlane.prebuild(id).getStatus().getLogUrl();
      if (log.isEmpty()) {
        throw new Failure(
            ExitCode.REFUSED,
            "prebuild %s has no log: it has not started yet, or is deleted".formatted(id));
      }
      LogClient.Format format =
          session.printer().format() == OutputFormat.JSON
              ? LogClient.Format.NDJSON
              : LogClient.Format.TEXT;
      LogClient logs = session.logs(place);
      try (InputStream records =
          logs.open(log, controlPlane.logsToken(id), format, 0, isFollowing)) {
        copy(records, session.terminal().out());
      } catch (IOException e) {
        throw new Failure(
            ExitCode.UNREACHABLE,
            "the log of prebuild %s broke off (%s); try again".formatted(id, e.getMessage()),
            e);
      }
    }

    /** Ends early where nobody reads on: the other end of a pipe was closed. */
    private static void copy(InputStream records, PrintStream out) throws IOException {
      byte[] piece = new byte[PIECE];
      int length = records.read(piece);
      while (length >= 0 && !out.checkError()) {
        out.write(piece, 0, length);
        out.flush();
        length = records.read(piece);
      }
    }
  }
}
