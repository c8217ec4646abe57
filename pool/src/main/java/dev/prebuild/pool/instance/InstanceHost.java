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
   * Makes an instance and returns when it is ready.
   *
   * @param id name of the new instance
   */
  Instance create(UUID id, WarmPoolSpec pool, UUID snapshotId);

  /** Starts a stopped instance and returns when it is ready. */
  Instance start(Instance instance);

  /** Stops a running instance in order; its disk stays. */
  Instance stop(Instance instance);

  /** Finds an instance of a pool; empty if it is gone or has become an environment. */
  Optional<Instance> findInstance(UUID poolId, UUID instanceId);

  /** Removes an instance with all that belongs to it; no error if it is gone already. */
  void remove(Instance instance);

  /**
   * Turns an instance into the environment that asks for it. Probes it first: an instance that does
   * not run any more, or is in no pool any more, is {@link HostException.Kind#GONE}. The change of
   * name is the commit point; identity and secrets are delivered behind it.
   *
   * @throws HostException {@link HostException.Kind#NAME_TAKEN} if the environment exists already
   */
  Environment claim(Instance instance, ClaimRequest request);

  /**
   * Makes an environment straight from a snapshot.
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

  /** Starts the environment if it does not run, and delivers identity and secrets once more. */
  Environment redeliver(Environment environment, ClaimRequest request);
}
