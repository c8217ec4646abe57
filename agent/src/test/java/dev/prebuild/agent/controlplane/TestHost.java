package dev.prebuild.agent.controlplane;

import com.google.protobuf.Duration;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.AssignedPrebuild;
import dev.prebuild.config.wire.runner.v1.AssignedWarmPool;
import dev.prebuild.config.wire.runner.v1.HostState;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusResponse;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusResponse;
import dev.prebuild.config.wire.runner.v1.SyncRequest;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.util.Optional;
import java.util.UUID;

/**
 * What the agent of one host says and hears.
 *
 * @param state what it says of itself whenever it syncs
 */
record TestHost(ControlPlaneFixture plane, Who who, UUID runnerId, String name, HostState state) {

  /** What it is to do now. */
  SyncResponse sync() throws InterruptedException {
    return sync(0, 0);
  }

  SyncResponse sync(long known, int waitSeconds) throws InterruptedException {
    return plane.call(
        who,
        "Sync",
        SyncRequest.newBuilder()
            .setRunnerId(runnerId.toString())
            .setHost(name)
            .setState(state)
            .setKnownRevision(known)
            .setWait(Duration.newBuilder().setSeconds(waitSeconds))
            .build(),
        SyncResponse.getDefaultInstance());
  }

  /** A prebuild as this host is told of it; empty if it is not. */
  Optional<Prebuild> told(Prebuild prebuild) throws InterruptedException {
    return sync().getPrebuildsList().stream()
        .map(AssignedPrebuild::getPrebuild)
        .filter(assigned -> assigned.getId().equals(prebuild.getId()))
        .findFirst();
  }

  /** This host's share of a pool; empty if it has none. */
  Optional<WarmPool> told(WarmPool pool) throws InterruptedException {
    return sync().getWarmPoolsList().stream()
        .map(AssignedWarmPool::getWarmPool)
        .filter(assigned -> assigned.getId().equals(pool.getId()))
        .findFirst();
  }

  PrebuildStatus report(Prebuild prebuild, PrebuildPhase phase, long version)
      throws InterruptedException {
    return report(
        prebuild, PrebuildStatus.newBuilder().setPhase(phase).setStatusVersion(version).build());
  }

  PrebuildStatus report(Prebuild prebuild, PrebuildStatus status) throws InterruptedException {
    return plane
        .call(
            who,
            "ReportPrebuildStatus",
            ReportPrebuildStatusRequest.newBuilder()
                .setPrebuildId(prebuild.getId())
                .setHost(name)
                .setStatus(status)
                .build(),
            ReportPrebuildStatusResponse.getDefaultInstance())
        .getStatus();
  }

  /** Reports a phase under the version that is due. */
  PrebuildStatus moveOn(Prebuild prebuild, PrebuildPhase phase) throws InterruptedException {
    long version = told(prebuild).orElseThrow().getStatus().getStatusVersion();
    return report(prebuild, phase, version + 1);
  }

  WarmPoolStatus report(WarmPool pool, WarmPoolPhase phase, long version)
      throws InterruptedException {
    return report(
        pool, WarmPoolStatus.newBuilder().setPhase(phase).setStatusVersion(version).build());
  }

  WarmPoolStatus report(WarmPool pool, WarmPoolStatus status) throws InterruptedException {
    return plane
        .call(
            who,
            "ReportWarmPoolStatus",
            ReportWarmPoolStatusRequest.newBuilder()
                .setWarmPoolId(pool.getId())
                .setHost(name)
                .setStatus(status)
                .build(),
            ReportWarmPoolStatusResponse.getDefaultInstance())
        .getStatus();
  }

  /** Reports a phase of the share under the version that is due. */
  WarmPoolStatus moveOn(WarmPool pool, WarmPoolPhase phase) throws InterruptedException {
    long version = told(pool).orElseThrow().getStatus().getStatusVersion();
    return report(pool, phase, version + 1);
  }
}
