package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.EngineException.Kind;
import dev.prebuild.config.spec.PrebuildSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Starts a container from an image that is to be a snapshot, as an instance of its class would be,
 * and waits until what instances need of it has run.
 */
final class Proof {
  private static final List<String> COMMAND = List.of("/bin/sh", "-c", "sleep 0");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LAST_LINES = 5;

  private final EngineRoom room;

  Proof(EngineRoom room) {
    this.room = room;
  }

  /**
   * Returns when the image is proven.
   *
   * @throws EngineException refused, if it is not fit for instances
   */
  void run(PrebuildSpec spec, String image) throws InterruptedException {
    String name = Naming.proof(spec.id());
    UUID folder = UUID.randomUUID();
    room.containers().remove(name);
    try {
      // The container does not say whose folder it has, unlike that of an instance.
      boolean hasEnded =
          room.folders()
              .whileMaking(folder, path -> runToItsEnd(make(name, spec, image, path), folder));
      check(name, hasEnded);
    } finally {
      clearAway(name, folder);
    }
  }

  private boolean runToItsEnd(String container, UUID folder) throws InterruptedException {
    room.folders()
        .giveTo(folder, room.images().user(room.images().ofContainer(container), container));
    room.containers().start(container);
    return room.containers().awaitExit(container, LIMIT);
  }

  /** A container that cannot be removed now goes with its prebuild's, or before the next proof. */
  private void clearAway(String name, UUID folder) {
    try {
      room.containers().remove(name);
    } finally {
      room.folders().remove(folder);
    }
  }

  private String make(String name, PrebuildSpec spec, String image, Path folder) {
    return new ContainerPlan(
            name,
            image,
            Map.of(Naming.OWNER, room.runnerId().toString(), Naming.ROLE, Naming.PROOF),
            Confinement.of(spec.environmentClass()),
            new ContainerPlan.Folder(folder, false),
            ContainerPlan.MainProcess.of(COMMAND))
        .create(room.engine());
  }

  private void check(String name, boolean hasEnded) {
    int exitCode = room.containers().find(name).map(ContainerFacts::exitCode).orElse(0);
    if (!hasEnded || exitCode != 0) {
      throw new EngineException(
          Kind.REFUSED,
          "no instance can be made from the snapshot: a container with '%s' %s; its last lines:\n%s"
              .formatted(
                  String.join(" ", COMMAND),
                  hasEnded
                      ? "exited with code " + exitCode
                      : "was not through in %d s".formatted(LIMIT.toSeconds()),
                  String.join("\n", room.logs().tail(name, LAST_LINES))));
    }
  }
}
