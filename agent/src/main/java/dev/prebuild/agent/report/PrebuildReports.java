package dev.prebuild.agent.report;

import dev.prebuild.agent.sync.ControlPlane;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.wire.runner.v1.AssignedPrebuild;
import dev.prebuild.snapshot.host.PrebuildReporter;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Tells the control plane of prebuilds: every phase in order, percentages as they come. */
public final class PrebuildReports implements PrebuildReporter {
  private final ControlPlane controlPlane;
  private final URI agent;
  private final RandomGenerator random;
  private final Map<UUID, Outbox<Told>> outboxes = new ConcurrentHashMap<>();

  /**
   * @param agent where its HTTP interface is reached, with a slash at the end
   */
  public PrebuildReports(ControlPlane controlPlane, URI agent, RandomGenerator random) {
    this.controlPlane = controlPlane;
    this.agent = agent;
    this.random = random;
  }

  @Override
  public void report(PrebuildSpec spec, PrebuildStatus status, Notes notes) {
    outbox(spec).put(new Told(status, notes));
  }

  @Override
  public void conclude(PrebuildSpec spec, PrebuildStatus status, Notes notes)
      throws InterruptedException {
    outbox(spec).putAndAwait(new Told(status, notes));
    outboxes.remove(spec.id());
  }

  /** A status with what is told beside it. */
  private record Told(PrebuildStatus status, Notes notes) {}

  private Outbox<Told> outbox(PrebuildSpec spec) {
    return outboxes.computeIfAbsent(spec.id(), _ -> open(spec));
  }

  private Outbox<Told> open(PrebuildSpec spec) {
    return new Outbox<>(
        "prebuild-" + spec.id(),
        spec.reported().statusVersion(),
        new PrebuildWire(spec.id()),
        (earlier, later) ->
            earlier.status() instanceof PrebuildStatus.Snapshotting
                && later.status() instanceof PrebuildStatus.Snapshotting,
        Duration.ZERO,
        random);
  }

  private URI logUrl(UUID prebuildId) {
    return agent.resolve("v1/prebuilds/%s/logs".formatted(prebuildId));
  }

  private final class PrebuildWire implements Outbox.Wire<Told> {
    private final UUID prebuildId;

    PrebuildWire(UUID prebuildId) {
      this.prebuildId = prebuildId;
    }

    @Override
    public void send(Told told, long version) throws InterruptedException {
      controlPlane.report(
          prebuildId, StatusMessages.of(told.status(), told.notes(), version, logUrl(prebuildId)));
    }

    @Override
    public long storedVersion() throws InterruptedException {
      return controlPlane.look().getPrebuildsList().stream()
          .map(AssignedPrebuild::getPrebuild)
          .filter(prebuild -> prebuild.getId().equals(prebuildId.toString()))
          .mapToLong(prebuild -> prebuild.getStatus().getStatusVersion())
          .findFirst()
          .orElse(0);
    }
  }
}
