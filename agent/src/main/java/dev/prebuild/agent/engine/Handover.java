package dev.prebuild.agent.engine;

import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.HostException.Kind;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * What a claim does beside the change of name: before it only what tells nobody anything, behind it
 * all that makes an instance its environment's. The latter is done again when a claim is repeated.
 */
final class Handover {
  /** Two environments that share one seldom meet: a delivery takes less than a millisecond. */
  private static final int LOCKS = 64;

  private final EngineRoom room;
  private final EnvironmentClasses environmentClasses;
  private final LimitsChange limits;

  /** Of many claims for one environment at once, one after another delivers. */
  private final List<Lock> locks = Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

  /**
   * @param environmentClasses that instances may be given to, whatever class their pool is of
   */
  Handover(EngineRoom room, EnvironmentClasses environmentClasses) {
    this.room = room;
    this.environmentClasses = environmentClasses;
    this.limits = new LimitsChange(room.engine(), room.containers());
  }

  /** Writes the claim's class down, so that it holds from the change of name on. */
  void prepare(InstanceLabels labels, ClaimRequest request) {
    ClaimedClasses classes = room.belongings().classes();
    if (labels.classId().equals(request.environmentClassId())) {
      // Another claim, which did not get this instance in the end, may have left one.
      classes.remove(labels.instanceId());
    } else {
      classes.set(labels.instanceId(), environmentClass(request.environmentClassId()));
    }
  }

  /**
   * The class of a claim.
   *
   * @throws HostException failed, if it is not known
   */
  EnvironmentClass environmentClass(UUID id) {
    return environmentClasses
        .find(id)
        .orElseThrow(
            () ->
                new HostException(
                    Kind.FAILED,
                    "environment class %s is not known on this host; claim with one that its runner serves"
                        .formatted(id)));
  }

  /** Gives the environment its limits first and the marker last: then all is as it should be. */
  void complete(Environment environment, ClaimRequest request) {
    Lock lock = locks.get(Math.floorMod(environment.instanceId().hashCode(), LOCKS));
    lock.lock();
    try {
      deliver(environment, request);
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Environment environment, ClaimRequest request) {
    room.belongings()
        .classes()
        .find(environment.instanceId())
        .ifPresent(claimed -> limits.apply(environment.containerId(), claimed.limits()));
    room.folders().deliver(environment.instanceId(), request);
    room.environments().remember(environment);
  }
}
