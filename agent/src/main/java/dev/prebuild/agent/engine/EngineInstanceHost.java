package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.HostException.Kind;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Instances as containers of the engine. */
public final class EngineInstanceHost implements InstanceHost {
  /** Keeps a container alive; ends at once, with 0, when the engine asks it to. */
  private static final List<String> IDLE =
      List.of("/bin/sh", "-c", "trap 'exit 0' TERM INT; while :; do sleep 86400 & wait $!; done");

  private static final int STOP_SECONDS = 10;

  private final EngineRoom room;
  private final SnapshotPulls pulls;
  private final Classifier classifier;

  /**
   * @param pulls gets snapshots that are not on this host
   */
  public EngineInstanceHost(EngineRoom room, SnapshotPulls pulls) {
    this.room = room;
    this.pulls = pulls;
    this.classifier = new Classifier(room.runnerId());
  }

  @Override
  public void prepare(WarmPoolSpec pool, UUID snapshotId) {
    InspectImageResponse _ = guarded(() -> image(pool, snapshotId));
  }

  @Override
  public Instance create(UUID id, WarmPoolSpec pool, UUID snapshotId) {
    return guarded(
        () -> {
          String name = Naming.warm(pool.id(), id);
          make(name, id, pool, snapshotId);
          room.containers().start(name);
          return started(name);
        });
  }

  @Override
  public Instance start(Instance instance) {
    return guarded(
        () -> {
          startContainer(name(instance), instance.id());
          return started(name(instance));
        });
  }

  private Instance started(String name) {
    Instance instance = look(name);
    if (instance.state() != Instance.State.RUNNING) {
      throw new HostException(
          Kind.FAILED,
          "instance %s ended as soon as it was started; its snapshot %s needs a working /bin/sh and sleep"
              .formatted(instance.id(), instance.snapshotId()));
    }
    return instance;
  }

  @Override
  public Instance awaitReady(Instance instance, WarmPoolSpec pool) {
    return instance;
  }

  @Override
  public void rest(Instance instance, WarmPoolSpec pool) {}

  @Override
  public boolean knowsClass(UUID environmentClassId) {
    return false;
  }

  @Override
  public Instance stop(Instance instance) {
    return guarded(
        () -> {
          room.containers().stop(name(instance), STOP_SECONDS);
          return look(name(instance));
        });
  }

  @Override
  public Optional<Instance> findInstance(UUID poolId, UUID instanceId) {
    return guarded(
        () ->
            room.containers().find(Naming.warm(poolId, instanceId)).flatMap(classifier::instance));
  }

  private Instance look(String name) {
    return room.containers().find(name).flatMap(classifier::instance).orElseThrow(() -> gone(name));
  }

  /** Under any other name it belongs to an environment by now. */
  private static String name(Instance instance) {
    return Naming.warm(instance.poolId(), instance.id());
  }

  @Override
  public void remove(Instance instance) {
    guarded(
        () -> {
          room.containers().remove(name(instance));
          // An environment by now, it keeps what was delivered to it.
          if (!isThere(instance.containerId())) {
            room.folders().remove(instance.id());
          }
          return true;
        });
  }

  /** Under whatever name; one whose making failed has no id. */
  private boolean isThere(String containerId) {
    return !containerId.isEmpty() && room.containers().find(containerId).isPresent();
  }

  @Override
  public Environment claim(Instance instance, ClaimRequest request) {
    return guarded(
        () -> {
          ContainerFacts facts =
              room.containers()
                  .find(name(instance))
                  .filter(ContainerFacts::isRunning)
                  .orElseThrow(() -> gone(name(instance)));
          String name = Naming.environment(request.environmentId());
          room.containers().rename(facts.id(), name);
          Environment environment = environment(facts.renamed(name));
          deliver(environment, request);
          return environment;
        });
  }

  @Override
  public Environment createEnvironment(ClaimRequest request, WarmPoolSpec pool, UUID snapshotId) {
    return guarded(
        () -> {
          String name = Naming.environment(request.environmentId());
          make(name, request.environmentId(), pool, snapshotId);
          return redeliver(look(request.environmentId()), request);
        });
  }

  @Override
  public Optional<Environment> knownEnvironment(UUID environmentId) {
    return room.environments().known(environmentId);
  }

  @Override
  public Optional<Environment> findEnvironment(UUID environmentId) {
    return guarded(() -> room.environments().find(environmentId));
  }

  @Override
  public Environment redeliver(Environment environment, ClaimRequest request) {
    return guarded(
        () -> {
          Environment current = look(environment.id());
          if (current.running()) {
            deliver(current, request);
            return current;
          }
          startContainer(current.containerId(), current.instanceId());
          deliver(current, request);
          return look(current.id());
        });
  }

  private Environment look(UUID environmentId) {
    return room.environments()
        .find(environmentId)
        .orElseThrow(() -> gone(Naming.environment(environmentId)));
  }

  private Environment environment(ContainerFacts facts) {
    return classifier.environment(facts).orElseThrow(() -> gone(facts.name()));
  }

  private void deliver(Environment environment, ClaimRequest request) {
    room.folders().deliver(environment.instanceId(), request);
    room.environments().remember(environment);
  }

  // Making and starting.

  /** The pool says of its newest snapshot alone where it is. */
  private InspectImageResponse image(WarmPoolSpec pool, UUID snapshotId) {
    return pulls.obtain(
        snapshotId,
        pool.snapshotReference().filter(_ -> pool.snapshotId().equals(Optional.of(snapshotId))));
  }

  private void make(String name, UUID instanceId, WarmPoolSpec pool, UUID snapshotId) {
    InspectImageResponse image = image(pool, snapshotId);
    EnvironmentClass environmentClass = pool.environmentClass();
    InstanceLabels labels =
        new InstanceLabels(
            room.runnerId().toString(),
            instanceId,
            pool.id(),
            pool.projectId(),
            environmentClass.id(),
            snapshotId);
    String containerId =
        new ContainerPlan(
                name,
                Objects.requireNonNull(image.getId()),
                labels.toMap(),
                Confinement.of(environmentClass),
                new ContainerPlan.Folder(room.folders().open(instanceId), false),
                ContainerPlan.MainProcess.of(IDLE))
            .create(room.engine());
    room.folders().giveTo(instanceId, room.images().user(image, containerId));
  }

  /** The folder is gone after a reboot, and the engine would not start the container without it. */
  private void startContainer(String containerId, UUID instanceId) {
    if (!room.folders().exists(instanceId)) {
      room.folders().open(instanceId);
      InspectImageResponse image = room.images().ofContainer(containerId);
      room.folders().giveTo(instanceId, room.images().user(image, containerId));
    }
    room.containers().start(containerId);
  }

  // Failures.

  private static HostException gone(String nameOrId) {
    return new HostException(
        Kind.GONE, "container %s is not there any more, or not as it was".formatted(nameOrId));
  }

  private static <T> T guarded(Supplier<T> call) {
    try {
      return call.get();
    } catch (EngineException e) {
      Kind kind =
          switch (e.kind()) {
            case NOT_FOUND -> Kind.GONE;
            case CONFLICT -> Kind.NAME_TAKEN;
            case REFUSED, UNREACHABLE -> Kind.FAILED;
          };
      throw new HostException(kind, String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new HostException(Kind.FAILED, "%s (%s)".formatted(e.getMessage(), e.getCause()), e);
    }
  }
}
