package dev.prebuild.pool.plan;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.instance.Instance;
import java.util.UUID;

/** Something that a pool does to its host, and that takes time. */
public sealed interface Operation {

  /** Id of the instance that is being operated upon. Of one instance, one operation at a time. */
  UUID instanceId();

  /** What the planner asks for. */
  sealed interface Planned extends Operation {
    /** How soon, beside what other pools ask for. */
    Urgency urgency();

    /** Why, in words, for the log. */
    String reason();
  }

  /** What ends with one more instance that is ready to be claimed. */
  sealed interface BringUp extends Planned {
    WarmPoolSpec pool();
  }

  /** Makes a new instance, running. */
  record Create(UUID instanceId, WarmPoolSpec pool, UUID snapshotId, Urgency urgency, String reason)
      implements BringUp {}

  /** Starts a stopped instance. */
  record Start(Instance instance, WarmPoolSpec pool, Urgency urgency, String reason)
      implements BringUp {
    @Override
    public UUID instanceId() {
      return instance.id();
    }
  }

  /** Waits until an instance that runs is ready. */
  record Prove(Instance instance, WarmPoolSpec pool, Urgency urgency, String reason)
      implements BringUp {
    @Override
    public UUID instanceId() {
      return instance.id();
    }
  }

  /** Stops a running instance; it joins the reserve. */
  record Stop(Instance instance, Urgency urgency, String reason) implements Planned {
    @Override
    public UUID instanceId() {
      return instance.id();
    }
  }

  /** Finds out what has become of an instance. */
  record Look(Instance instance, Urgency urgency, String reason) implements Planned {
    @Override
    public UUID instanceId() {
      return instance.id();
    }
  }

  /** Removes an instance for good. */
  record Remove(Instance instance, Urgency urgency, String reason) implements Planned {
    @Override
    public UUID instanceId() {
      return instance.id();
    }
  }

  /** Hands an instance over, after starting it if it is stopped. */
  record Claim(Instance instance, WarmPoolSpec pool, ClaimRequest request) implements Operation {
    @Override
    public UUID instanceId() {
      return instance.id();
    }
  }

  /** Serves a claim that found no instance. */
  record ColdClaim(UUID instanceId, WarmPoolSpec pool, UUID snapshotId, ClaimRequest request)
      implements Operation {}
}
