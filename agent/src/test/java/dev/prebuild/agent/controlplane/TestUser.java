package dev.prebuild.agent.controlplane;

import dev.prebuild.config.wire.gitpod.v1.CancelPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.CancelPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildLogsTokenRequest;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildLogsTokenResponse;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.DeletePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.DeletePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.DeleteWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.DeleteWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsResponse;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.util.UUID;

/** What a user asks. */
record TestUser(ControlPlaneFixture plane, Who who) {

  Prebuild createPrebuild(UUID project, UUID environmentClass) throws InterruptedException {
    return plane
        .call(
            who,
            "CreatePrebuild",
            CreatePrebuildRequest.newBuilder()
                .setProjectId(project.toString())
                .setEnvironmentClassId(environmentClass.toString())
                .build(),
            CreatePrebuildResponse.getDefaultInstance())
        .getPrebuild();
  }

  /** As it is now. */
  Prebuild get(Prebuild prebuild) throws InterruptedException {
    return plane
        .call(
            who,
            "GetPrebuild",
            GetPrebuildRequest.newBuilder().setPrebuildId(prebuild.getId()).build(),
            GetPrebuildResponse.getDefaultInstance())
        .getPrebuild();
  }

  ListPrebuildsResponse list(ListPrebuildsRequest request) throws InterruptedException {
    return plane.call(who, "ListPrebuilds", request, ListPrebuildsResponse.getDefaultInstance());
  }

  Prebuild cancel(Prebuild prebuild) throws InterruptedException {
    return plane
        .call(
            who,
            "CancelPrebuild",
            CancelPrebuildRequest.newBuilder().setPrebuildId(prebuild.getId()).build(),
            CancelPrebuildResponse.getDefaultInstance())
        .getPrebuild();
  }

  /** Asks for its deletion, and looks at what has come of that so far. */
  Prebuild delete(Prebuild prebuild) throws InterruptedException {
    plane.call(
        who,
        "DeletePrebuild",
        DeletePrebuildRequest.newBuilder().setPrebuildId(prebuild.getId()).build(),
        DeletePrebuildResponse.getDefaultInstance());
    return get(prebuild);
  }

  String createLogsToken(Prebuild prebuild) throws InterruptedException {
    return plane
        .call(
            who,
            "CreatePrebuildLogsToken",
            CreatePrebuildLogsTokenRequest.newBuilder().setPrebuildId(prebuild.getId()).build(),
            CreatePrebuildLogsTokenResponse.getDefaultInstance())
        .getAccessToken();
  }

  /** A pool of one to three instances. */
  WarmPool createPool(UUID project, UUID environmentClass) throws InterruptedException {
    return plane
        .call(
            who,
            "CreateWarmPool",
            CreateWarmPoolRequest.newBuilder()
                .setProjectId(project.toString())
                .setEnvironmentClassId(environmentClass.toString())
                .setMaxSize(3)
                .build(),
            CreateWarmPoolResponse.getDefaultInstance())
        .getWarmPool();
  }

  /** As it is now. */
  WarmPool get(WarmPool pool) throws InterruptedException {
    return plane
        .call(
            who,
            "GetWarmPool",
            GetWarmPoolRequest.newBuilder().setWarmPoolId(pool.getId()).build(),
            GetWarmPoolResponse.getDefaultInstance())
        .getWarmPool();
  }

  ListWarmPoolsResponse list(ListWarmPoolsRequest request) throws InterruptedException {
    return plane.call(who, "ListWarmPools", request, ListWarmPoolsResponse.getDefaultInstance());
  }

  WarmPool resize(WarmPool pool, int min, int max) throws InterruptedException {
    return plane
        .call(
            who,
            "UpdateWarmPool",
            UpdateWarmPoolRequest.newBuilder()
                .setWarmPoolId(pool.getId())
                .setMinSize(min)
                .setMaxSize(max)
                .build(),
            UpdateWarmPoolResponse.getDefaultInstance())
        .getWarmPool();
  }

  /** Asks for its deletion, and looks at what has come of that so far. */
  WarmPool delete(WarmPool pool) throws InterruptedException {
    plane.call(
        who,
        "DeleteWarmPool",
        DeleteWarmPoolRequest.newBuilder().setWarmPoolId(pool.getId()).build(),
        DeleteWarmPoolResponse.getDefaultInstance());
    return get(pool);
  }
}
