package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.WarmPoolSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Makes containers of snapshots, and starts them. */
final class InstanceMaker {
  /** Keeps a container alive; ends at once, with 0, when the engine asks it to. */
  private static final List<String> IDLE =
      List.of("/bin/sh", "-c", "trap 'exit 0' TERM INT; while :; do sleep 86400 & wait $!; done");

  private final EngineRoom room;
  private final SnapshotPulls pulls;

  /**
   * @param pulls gets snapshots that are not on this host
   */
  InstanceMaker(EngineRoom room, SnapshotPulls pulls) {
    this.room = room;
    this.pulls = pulls;
  }

  /** Gets the snapshot here. The pool says of its newest snapshot alone where it is. */
  InspectImageResponse image(WarmPoolSpec pool, UUID snapshotId) {
    return pulls.obtain(
        snapshotId,
        pool.snapshotReference().filter(_ -> pool.snapshotId().equals(Optional.of(snapshotId))));
  }

  /**
   * Makes a container for a pool, which does not run yet.
   *
   * @param environmentClass whose limits and ready command it has; not the pool's if it is made for
   *     a claim of another class
   */
  void make(
      String name,
      UUID instanceId,
      WarmPoolSpec pool,
      EnvironmentClass environmentClass,
      UUID snapshotId) {
    InspectImageResponse image = image(pool, snapshotId);
    boolean isAwaited =
        !environmentClass.standby().readyCommand().isEmpty() || hasHealthCheck(image);
    InstanceLabels labels =
        new InstanceLabels(
            room.runnerId().toString(),
            instanceId,
            pool.id(),
            pool.projectId(),
            environmentClass.id(),
            snapshotId,
            isAwaited);
    String containerId =
        room.folders()
            .whileMaking(
                instanceId,
                folder ->
                    new ContainerPlan(
                            name,
                            Objects.requireNonNull(image.getId()),
                            labels.toMap(),
                            Confinement.of(environmentClass),
                            new ContainerPlan.Folder(folder, false),
                            ContainerPlan.MainProcess.of(IDLE))
                        .create(room.engine()));
    room.folders().giveTo(instanceId, room.images().user(image, containerId));
  }

  /** A test of the one word NONE takes back that of the image below. */
  private static boolean hasHealthCheck(InspectImageResponse image) {
    return Optional.ofNullable(image.getConfig())
        .map(config -> config.getHealthcheck())
        .map(check -> check.getTest())
        .filter(test -> !test.isEmpty() && !test.equals(List.of("NONE")))
        .isPresent();
  }

  /**
   * Starts a container, or has it go on if it is frozen. The folder is gone after a reboot, and the
   * engine would not start the container without it.
   */
  void start(ContainerFacts facts, UUID instanceId) {
    if (facts.isPaused()) {
      room.containers().thaw(facts.id());
      return;
    }
    if (!room.folders().exists(instanceId)) {
      room.folders().open(instanceId);
      InspectImageResponse image = room.images().ofContainer(facts.id());
      room.folders().giveTo(instanceId, room.images().user(image, facts.id()));
    }
    room.containers().start(facts.id());
  }
}
