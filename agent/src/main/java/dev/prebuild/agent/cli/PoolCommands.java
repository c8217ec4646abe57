package dev.prebuild.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.place.Candidate;
import dev.prebuild.agent.cli.place.Names;
import dev.prebuild.agent.cli.place.Pick;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.cli.remote.PrebuildServiceClient;
import dev.prebuild.agent.cli.view.PoolView;
import dev.prebuild.agent.cli.view.PrebuildProgress;
import dev.prebuild.agent.cli.view.Proto;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsRequest;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Warm pools, at the control plane. */
@Command(name = "pool", description = "Warm pools: instances of a snapshot that stand by.")
final class PoolCommands {
  private PoolCommands() {}

  static CommandLine of(Session session) {
    return new CommandLine(new PoolCommands())
        .addSubcommand(new Create(session))
        .addSubcommand(new ListAll(session))
        .addSubcommand(new Show(session))
        .addSubcommand(new Resize(session))
        .addSubcommand(new Delete(session));
  }

  private static List<WarmPool> all(PrebuildServiceClient controlPlane)
      throws InterruptedException {
    return controlPlane.pools(ListWarmPoolsRequest.Filter.getDefaultInstance());
  }

  /** A pool goes by the name of its project, too. */
  private static Candidate candidate(WarmPool pool, Names names) {
    String project = names.project(pool.getMetadata().getProjectId());
    String environmentClass = names.environmentClass(pool.getMetadata().getEnvironmentClassId());
    return Candidate.of(pool.getId(), project, project + "/" + environmentClass);
  }

  private static void tell(Session session, WarmPool pool, Names names) {
    session
        .printer()
        .tell(
            () -> PoolView.full(pool, names, session.now(), session.paint()),
            () -> Proto.json(pool));
  }

  /** A new one. */
  @Command(name = "create", description = "Makes a warm pool of a project.")
  static final class Create implements Callable<Integer> {
    private final Session session;

    @Mixin private ProjectAndClass of = new ProjectAndClass();

    @Option(
        names = "--min",
        paramLabel = "N",
        required = true,
        description = "Instances that run at least; 0 to 20.")
    private int min;

    @Option(
        names = "--max",
        paramLabel = "N",
        required = true,
        description = "Instances at most, running or stopped; 1 to 20.")
    private int max;

    @Option(
        names = "--prebuild",
        description =
            "If there is no snapshot, begins a prebuild and follows it; then waits as --wait does.")
    private boolean isPrebuilding;

    @Option(names = "--wait", description = "Waits until the pool is ready; 1 if it will not be.")
    private boolean isWaiting;

    Create(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
      Place place = session.place();
      String projectId = of.projectId(place.names());
      String classId = of.classId(place.names());
      PrebuildServiceClient controlPlane = session.controlPlane(place);
      WarmPool pool =
          controlPlane.createPool(
              CreateWarmPoolRequest.newBuilder()
                  .setProjectId(projectId)
                  .setEnvironmentClassId(classId)
                  .setMinSize(min)
                  .setMaxSize(max)
                  .build());
      session.printer().remark("pool " + pool.getId());
      Following following = new Following(session, place, controlPlane);
      boolean isEmpty = !pool.getSpec().hasSnapshotId();
      if (isEmpty && isPrebuilding) {
        Prebuild prebuild = prebuild(controlPlane, projectId, classId);
        session.printer().remark("prebuild " + prebuild.getId());
        Prebuild _ = following.completed(prebuild.getId(), true);
      } else if (isEmpty && isWaiting && underWay(controlPlane, projectId, classId).isEmpty()) {
        throw new Failure(
            ExitCode.FAILED,
            "pool %s stays empty: it has no snapshot, and no prebuild is under way; `prebuild-agent prebuild create` begins one"
                .formatted(pool.getId()));
      }
      if (isPrebuilding || isWaiting) {
        pool = following.ready(pool.getId());
      }
      tell(session, pool, place.names());
      return 0;
    }

    private static Optional<Prebuild> underWay(
        PrebuildServiceClient controlPlane, String projectId, String classId)
        throws InterruptedException {
      ListPrebuildsRequest.Filter ofProject =
          ListPrebuildsRequest.Filter.newBuilder().addProjectIds(projectId).build();
      return controlPlane.prebuilds(ofProject, 100).stream()
          .filter(one -> one.getMetadata().getEnvironmentClassId().equals(classId))
          .filter(one -> PrebuildProgress.mayBeWell(one.getStatus()))
          .findFirst();
    }

    /** One that is under way serves as well as a new one. */
    private static Prebuild prebuild(
        PrebuildServiceClient controlPlane, String projectId, String classId)
        throws InterruptedException {
      Optional<Prebuild> underWay = underWay(controlPlane, projectId, classId);
      return underWay.isPresent()
          ? underWay.get()
          : controlPlane.createPrebuild(
              CreatePrebuildRequest.newBuilder()
                  .setProjectId(projectId)
                  .setEnvironmentClassId(classId)
                  .build());
    }
  }

  /** Those that there are. */
  @Command(name = "list", description = "Lists warm pools.")
  record ListAll(Session session) implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
      Place place = session.place();
      List<WarmPool> pools = all(session.controlPlane(place));
      session
          .printer()
          .tell(
              () -> PoolView.table(pools, place.names(), session.now(), session.paint()),
              () -> PoolView.json(pools));
      return 0;
    }
  }

  /** A command about one that there is. */
  abstract static class AboutOne implements Callable<Integer> {
    final Session session;

    @Parameters(
        paramLabel = "POOL",
        description =
            "Its id or the beginning of that, or the name of its project, or PROJECT/CLASS.")
    private String pool = "";

    AboutOne(Session session) {
      this.session = session;
    }

    @Override
    public final Integer call() throws InterruptedException {
      Place place = session.place();
      PrebuildServiceClient controlPlane = session.controlPlane(place);
      carryOut(controlPlane, id(controlPlane, place.names()), place.names());
      return 0;
    }

    private String id(PrebuildServiceClient controlPlane, Names names) throws InterruptedException {
      return Pick.isId(pool)
          ? pool
          : Pick.one(
              "pool",
              pool,
              all(controlPlane).stream().map(found -> candidate(found, names)).toList());
    }

    abstract void carryOut(PrebuildServiceClient controlPlane, String id, Names names)
        throws InterruptedException;
  }

  /** All of it. */
  @Command(name = "show", description = "Shows a warm pool.")
  static final class Show extends AboutOne {
    Show(Session session) {
      super(session);
    }

    @Override
    void carryOut(PrebuildServiceClient controlPlane, String id, Names names)
        throws InterruptedException {
      tell(session, controlPlane.pool(id), names);
    }
  }

  /** Another size. */
  @Command(name = "resize", description = "Changes the size of a warm pool.")
  static final class Resize extends AboutOne {
    @Option(
        names = "--min",
        paramLabel = "N",
        description = "Instances that run at least; as before if unset.")
    private Optional<Integer> min = Optional.empty();

    @Option(
        names = "--max",
        paramLabel = "N",
        description = "Instances at most, running or stopped; as before if unset.")
    private Optional<Integer> max = Optional.empty();

    Resize(Session session) {
      super(session);
    }

    @Override
    void carryOut(PrebuildServiceClient controlPlane, String id, Names names)
        throws InterruptedException {
      if (min.isEmpty() && max.isEmpty()) {
        throw new Failure(ExitCode.WRONG_USE, "nothing is to change: give --min, --max or both");
      }
      UpdateWarmPoolRequest.Builder request = UpdateWarmPoolRequest.newBuilder().setWarmPoolId(id);
      min.ifPresent(request::setMinSize);
      max.ifPresent(request::setMaxSize);
      tell(session, controlPlane.updatePool(request.build()), names);
    }
  }

  /** None any more. */
  @Command(
      name = "delete",
      description = "Deletes a warm pool and its idle instances; environments live on.")
  static final class Delete extends AboutOne {
    Delete(Session session) {
      super(session);
    }

    @Override
    void carryOut(PrebuildServiceClient controlPlane, String id, Names names)
        throws InterruptedException {
      controlPlane.deletePool(id);
      session
          .printer()
          .tell(
              () -> "pool %s is being deleted".formatted(id),
              () -> JsonNodeFactory.instance.objectNode().put("deleting", id).toPrettyString());
    }
  }
}
