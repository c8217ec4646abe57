package dev.prebuild.agent.controlplane;

import com.google.protobuf.util.Timestamps;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsRequest;
import dev.prebuild.config.wire.gitpod.v1.PaginationRequest;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.util.UUID;

/** Makes what a {@link Scenery} names. */
record SceneryMaker(ControlPlaneFixture plane) {

  /** The id of what there is under a name, or of what is made for it. */
  String make(String name) throws InterruptedException {
    return switch (name) {
      case "ORGANIZATION" -> TestCatalog.ORGANIZATION.toString();
      case "USER" -> TestCatalog.USER.toString();
      case "EXECUTOR" -> TestCatalog.EXECUTOR.toString();
      case "RUNNER" -> TestCatalog.RUNNER.toString();
      case "OTHER_RUNNER" -> TestCatalog.OTHER_RUNNER.toString();
      case "PROJECT" -> TestCatalog.PROJECT.toString();
      case "OTHER_PROJECT" -> TestCatalog.OTHER_PROJECT.toString();
      case "DIRECTED_PROJECT" -> TestCatalog.DIRECTED_PROJECT.toString();
      case "QUIET_PROJECT" -> TestCatalog.QUIET_PROJECT.toString();
      case "THEIR_PROJECT" -> TestCatalog.THEIR_PROJECT.toString();
      case "SMALL" -> TestCatalog.SMALL.toString();
      case "LARGE" -> TestCatalog.LARGE.toString();
      case "UNUSED" -> TestCatalog.UNUSED.toString();
      case "FAR" -> TestCatalog.FAR.toString();
      case "UNKNOWN" -> TestCatalog.UNKNOWN.toString();
      case "noPool" -> noPool(TestCatalog.PROJECT, TestCatalog.LARGE);
      case "noDirectedPool" -> noPool(TestCatalog.DIRECTED_PROJECT, TestCatalog.SMALL);
      case "theirPool" -> pool(Who.STRANGER, TestCatalog.THEIR_PROJECT, TestCatalog.SMALL).getId();
      case "farPool" -> farPool().getId();
      case "nextPrebuilds" -> nextPrebuilds();
      case "nextWarmPools" -> nextWarmPools();
      case String pool when pool.endsWith("Pool") -> pool(pool).getId();
      default -> prebuild(name).getId();
    };
  }

  private Prebuild prebuild(String name) throws InterruptedException {
    return switch (name) {
      case "waiting" -> plane.user().createPrebuild(TestCatalog.OTHER_PROJECT, TestCatalog.FAR);
      case "theirs" ->
          plane.user(Who.STRANGER).createPrebuild(TestCatalog.THEIR_PROJECT, TestCatalog.SMALL);
      case "leased" -> leased();
      case "running" -> reported(PrebuildPhase.PREBUILD_PHASE_RUNNING);
      case "failed" -> reported(PrebuildPhase.PREBUILD_PHASE_FAILED);
      case "completed" -> completed(leased());
      case "cancelling" -> plane.user().cancel(leased());
      case "cancelled" -> plane.user().cancel(prebuild("waiting"));
      case "deleting" -> plane.user().delete(leased());
      case "deleted" -> plane.user().delete(prebuild("waiting"));
      default -> throw new IllegalArgumentException("nothing is called " + name);
    };
  }

  private Prebuild leased() throws InterruptedException {
    return plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.SMALL);
  }

  private Prebuild reported(PrebuildPhase phase) throws InterruptedException {
    Prebuild prebuild = leased();
    plane.host().report(prebuild, phase, 2);
    return prebuild;
  }

  /** With all that an agent can say of one. */
  private Prebuild completed(Prebuild prebuild) throws InterruptedException {
    plane
        .host()
        .report(
            prebuild,
            PrebuildStatus.newBuilder()
                .setPhase(PrebuildPhase.PREBUILD_PHASE_COMPLETED)
                .setStatusVersion(2)
                .setCompletionTime(Timestamps.fromSeconds(1_772_366_400))
                .setEnvironmentId(TestCatalog.UNKNOWN.toString())
                .setWarningMessage("the dev container failed to build")
                .setLogUrl("https://host.example/logs")
                .setSnapshotSizeBytes(5_000_000_000L)
                .build());
    return prebuild;
  }

  private WarmPool pool(String name) throws InterruptedException {
    return switch (name) {
      case "newPool" -> pool(Who.USER, TestCatalog.PROJECT, TestCatalog.LARGE);
      case "readyPool" -> readyPool();
      case "leavingPool" -> plane.user().delete(pool("newPool"));
      case "deletedPool" -> {
        WarmPool pool = pool("newPool");
        noPool(TestCatalog.PROJECT, TestCatalog.LARGE);
        yield pool;
      }
      default -> throw new IllegalArgumentException("nothing is called " + name);
    };
  }

  private WarmPool pool(Who owner, UUID project, UUID environmentClass)
      throws InterruptedException {
    clear(owner, project, environmentClass);
    return plane.user(owner).createPool(project, environmentClass);
  }

  private WarmPool farPool() throws InterruptedException {
    return pool(Who.USER, TestCatalog.OTHER_PROJECT, TestCatalog.FAR);
  }

  /** With all that an agent can say of one. */
  private WarmPool readyPool() throws InterruptedException {
    completed(plane.user().createPrebuild(TestCatalog.DIRECTED_PROJECT, TestCatalog.SMALL));
    WarmPool pool = pool(Who.USER, TestCatalog.DIRECTED_PROJECT, TestCatalog.SMALL);
    plane
        .host()
        .report(
            pool,
            WarmPoolStatus.newBuilder()
                .setPhase(WarmPoolPhase.WARM_POOL_PHASE_DEGRADED)
                .setStatusVersion(1)
                .setFailureMessage("the engine is slow")
                .setRunningInstances(1)
                .setStoppedInstances(2)
                .setDesiredSize(3)
                .build());
    return pool;
  }

  /** Sees to it that a pair has no pool; gives the project, for use in a request. */
  private String noPool(UUID project, UUID environmentClass) throws InterruptedException {
    clear(Who.USER, project, environmentClass);
    return project.toString();
  }

  private void clear(Who owner, UUID project, UUID environmentClass) throws InterruptedException {
    ListWarmPoolsRequest.Builder pair = ListWarmPoolsRequest.newBuilder();
    pair.getFilterBuilder()
        .addProjectIds(project.toString())
        .addEnvironmentClassIds(environmentClass.toString());
    for (WarmPool pool : plane.user(owner).list(pair.build()).getWarmPoolsList()) {
      if (pool.getStatus().getPhase() != WarmPoolPhase.WARM_POOL_PHASE_DELETED
          && plane.user(owner).delete(pool).getStatus().getPhase()
              == WarmPoolPhase.WARM_POOL_PHASE_DELETING
          && plane.host().told(pool).isPresent()) {
        plane.host().moveOn(pool, WarmPoolPhase.WARM_POOL_PHASE_DELETED);
      }
    }
  }

  private String nextPrebuilds() throws InterruptedException {
    prebuild("waiting");
    prebuild("waiting");
    return plane
        .user()
        .list(ListPrebuildsRequest.newBuilder().setPagination(onlyOne()).build())
        .getPagination()
        .getNextToken();
  }

  private String nextWarmPools() throws InterruptedException {
    pool("newPool");
    pool("newPool");
    return plane
        .user()
        .list(ListWarmPoolsRequest.newBuilder().setPagination(onlyOne()).build())
        .getPagination()
        .getNextToken();
  }

  private static PaginationRequest onlyOne() {
    return PaginationRequest.newBuilder().setPageSize(1).build();
  }
}
