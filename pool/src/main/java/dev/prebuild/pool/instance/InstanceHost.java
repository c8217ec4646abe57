package dev.prebuild.pool.instance;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import java.util.Optional;
import java.util.UUID;

/**
 * What a pool needs of the host that runs its instances. Calls block; each may throw {@link
 * HostException}, after which the call may or may not have had its effect.
 *
 * <p>An instance is addressed by its name in its pool, not by its container's id: one that has
 * become an environment is {@link HostException.Kind#GONE} for {@code start}, {@code stop} and
 * {@code claim}, and gone already for {@code remove}. So a call that arrives late, as from an agent
 * that has crashed, never touches an environment.
 */
public interface InstanceHost {

  /**
   * Gets a snapshot that is not on this host; nothing if it is. May take minutes, whereas {@code
   * create} is quick then.
   */
  void prepare(WarmPoolSpec pool, UUID snapshotId);

  /**
   * Makes an instance and starts it. It is {@link Instance.State#UNREADY} where its class or its
   * image says when it is ready.
   *
   * @param id name of the new instance
   */
  Instance create(UUID id, WarmPoolSpec pool, UUID snapshotId);

  /** Starts a stopped instance, as {@link #create} does; no error if it runs. */
  Instance start(Instance instance);

  /**
   * Waits until a running instance is ready: its image's health check and its class's command have
   * passed. At most the class's time, a minute as a rule.
   *
   * @return the instance, {@link Instance.State#RUNNING}
   * @throws HostException {@link HostException.Kind#FAILED} if it has not become ready in time, or
   *     has ended
   */
  Instance awaitReady(Instance instance, WarmPoolSpec pool);

  /** Freezes a ready instance if its class wants that; nothing otherwise. A claim thaws it. */
  void rest(Instance instance, WarmPoolSpec pool);

  /** Stops a running instance in order; its disk stays. */
  Instance stop(Instance instance);

  /** Finds an instance of a pool; empty if it is gone or has become an environment. */
  Optional<Instance> findInstance(UUID poolId, UUID instanceId);

  /** Removes an instance with all that belongs to it; no error if it is gone already. */
  void remove(Instance instance);

  /**
   * Turns an instance into the environment that asks for it. Probes it first: an instance that does
   * not run any more, is not ready or is in no pool any more is {@link HostException.Kind#GONE}.
   * The change of name is the commit point; the limits of another class, identity and secrets
   * follow behind it.
   *
   * @throws HostException {@link HostException.Kind#NAME_TAKEN} if the environment exists already
   */
  Environment claim(Instance instance, ClaimRequest request);

  /**
   * Makes an environment straight from a snapshot, and returns when it is ready.
   *
   * @throws HostException {@link HostException.Kind#NAME_TAKEN} if the environment exists already
   */
  Environment createEnvironment(ClaimRequest request, WarmPoolSpec pool, UUID snapshotId);

  /**
   * Finds an environment without asking anybody. One that was made a moment ago may be missing:
   * then its name is found taken.
   */
  Optional<Environment> knownEnvironment(UUID environmentId);

  /** Finds an environment by its id, whoever made it. */
  Optional<Environment> findEnvironment(UUID environmentId);

  /**
   * Whether an instance can be given to an environment of this class although its pool is another
   * class's.
   */
  boolean knowsClass(UUID environmentClassId);

  /** Starts the environment if it does not run, and delivers identity and secrets once more. */
  Environment redeliver(Environment environment, ClaimRequest request);
}
