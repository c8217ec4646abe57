package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.HostException.Kind;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;

/** Instances as containers of the engine. */
public final class EngineInstanceHost implements InstanceHost {
  private static final int STOP_SECONDS = 10;

  private final EngineRoom room;
  private final InstanceMaker maker;
  private final Readiness readiness;
  private final Handover handover;
  private final EnvironmentClasses environmentClasses;
  private final Classifier classifier;

  /**
   * @param pulls gets snapshots that are not on this host
   * @param environmentClasses that instances may be given to, whatever class their pool is of
   */
  public EngineInstanceHost(
      EngineRoom room, SnapshotPulls pulls, EnvironmentClasses environmentClasses) {
    this.room = room;
    this.maker = new InstanceMaker(room, pulls);
    this.readiness =
        new Readiness(room.containers(), room.belongings().markers(), new Execution(room.engine()));
    this.handover = new Handover(room, environmentClasses);
    this.environmentClasses = environmentClasses;
    this.classifier = room.classifier();
  }

  @Override
  public void prepare(WarmPoolSpec pool, UUID snapshotId) {
    InspectImageResponse _ = guarded(() -> maker.image(pool, snapshotId));
  }

  @Override
  public Instance create(UUID id, WarmPoolSpec pool, UUID snapshotId) {
    return guarded(
        () -> {
          String name = Naming.warm(pool.id(), id);
          maker.make(name, id, pool, pool.environmentClass(), snapshotId);
          room.containers().start(name);
          return started(name);
        });
  }

  @Override
  public Instance start(Instance instance) {
    return guarded(
        () -> {
          ContainerFacts facts = lookAtContainer(name(instance));
          room.belongings().markers().clear(instance.id());
          maker.start(facts, instance.id());
          return started(name(instance));
        });
  }

  private Instance started(String name) {
    Instance instance = look(name);
    if (instance.state() != Instance.State.RUNNING && instance.state() != Instance.State.UNREADY) {
      throw new HostException(
          Kind.FAILED,
          "instance %s ended as soon as it was started; its snapshot %s needs a working /bin/sh and sleep"
              .formatted(instance.id(), instance.snapshotId()));
    }
    return instance;
  }

  @Override
  public Instance awaitReady(Instance instance, WarmPoolSpec pool) {
    return guarded(
        () -> {
          if (look(name(instance)).state() != Instance.State.RUNNING) {
            readiness.await(name(instance), instance.id(), pool.environmentClass().standby());
          }
          return look(name(instance));
        });
  }

  @Override
  public void rest(Instance instance, WarmPoolSpec pool) {
    guarded(
        () -> {
          boolean isToRest = pool.environmentClass().standby().paused();
          if (isToRest && !lookAtContainer(name(instance)).isPaused()) {
            room.containers().pause(name(instance));
          }
          return true;
        });
  }

  @Override
  public Instance stop(Instance instance) {
    return guarded(
        () -> {
          room.belongings().markers().clear(instance.id());
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

  private ContainerFacts lookAtContainer(String name) {
    return room.containers().find(name).orElseThrow(() -> gone(name));
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
            room.belongings().remove(instance.id());
          }
          return true;
        });
  }

  /** Under whatever name; one whose making failed has no id. */
  private boolean isThere(String containerId) {
    return !containerId.isEmpty() && room.containers().find(containerId).isPresent();
  }

  // Environments.

  @Override
  public Environment claim(Instance instance, ClaimRequest request) {
    return guarded(
        () -> {
          ContainerFacts facts =
              room.containers()
                  .find(name(instance))
                  .filter(this::isReady)
                  .orElseThrow(() -> gone(name(instance)));
          handover.prepare(labels(facts), request);
          String name = Naming.environment(request.environmentId());
          room.containers().rename(facts.id(), name);
          if (facts.isPaused()) {
            room.containers().thaw(facts.id());
          }
          return handOver(facts.renamed(name), request);
        });
  }

  private boolean isReady(ContainerFacts facts) {
    return classifier
        .instance(facts)
        .filter(instance -> instance.state() == Instance.State.RUNNING)
        .isPresent();
  }

  private static InstanceLabels labels(ContainerFacts facts) {
    return InstanceLabels.read(facts.labels()).orElseThrow(() -> gone(facts.name()));
  }

  private Environment handOver(ContainerFacts facts, ClaimRequest request) {
    Environment environment = classifier.environment(facts).orElseThrow(() -> gone(facts.name()));
    handover.complete(environment, request);
    return environment;
  }

  @Override
  public Environment createEnvironment(ClaimRequest request, WarmPoolSpec pool, UUID snapshotId) {
    return guarded(
        () -> {
          String name = Naming.environment(request.environmentId());
          EnvironmentClass poolClass = pool.environmentClass();
          EnvironmentClass own =
              poolClass.id().equals(request.environmentClassId())
                  ? poolClass
                  : handover.environmentClass(request.environmentClassId());
          maker.make(name, request.environmentId(), pool, own, snapshotId);
          return bringUp(name, request, own.standby());
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
  public boolean knowsClass(UUID environmentClassId) {
    return environmentClasses.find(environmentClassId).isPresent();
  }

  @Override
  public Environment redeliver(Environment environment, ClaimRequest request) {
    return guarded(
        () -> {
          String name = Naming.environment(environment.id());
          return bringUp(name, request, standby(labels(lookAtContainer(name))));
        });
  }

  /**
   * Of the class that it was made for; its image alone decides where that is not known any more.
   */
  private Standby standby(InstanceLabels labels) {
    return environmentClasses
        .find(labels.classId())
        .map(EnvironmentClass::standby)
        .orElse(Standby.PLAIN);
  }

  /** Starts it unless it runs. One that has never been ready was cut off on its way here. */
  private Environment bringUp(String name, ClaimRequest request, Standby standby)
      throws InterruptedException {
    ContainerFacts facts = lookAtContainer(name);
    InstanceLabels labels = labels(facts);
    if (!facts.isRunning() || facts.isPaused()) {
      startOrRemove(facts, labels.instanceId(), request.environmentId());
    }
    if (labels.isAwaited() && !room.belongings().markers().isThere(labels.instanceId())) {
      readiness.await(name, labels.instanceId(), standby);
    }
    return handOver(lookAtContainer(name), request);
  }

  /**
   * One that has never run and cannot be started is in nobody's use and in its claim's way: an
   * engine that was killed while it started one refuses that ever after.
   */
  private void startOrRemove(ContainerFacts facts, UUID instanceId, UUID environmentId) {
    try {
      maker.start(facts, instanceId);
    } catch (EngineException e) {
      if (!facts.hasRun() && e.kind() == EngineException.Kind.REFUSED) {
        boolean _ = room.environments().remove(environmentId);
      }
      throw e;
    }
  }

  // Failures.

  private static HostException gone(String nameOrId) {
    return new HostException(
        Kind.GONE, "container %s is not there any more, or not as it was".formatted(nameOrId));
  }

  /** A call that may wait. */
  private interface HostCall<T> {
    T run() throws InterruptedException;
  }

  private static <T> T guarded(HostCall<T> call) {
    try {
      return call.run();
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
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HostException(Kind.FAILED, "it was interrupted", e);
    }
  }
}
