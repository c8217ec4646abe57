package dev.prebuild.pool.claim;

import dev.prebuild.config.spec.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * An environment asks for an instance.
 *
 * @param environmentId also the idempotency key: the same id always gets the same instance
 * @param variables delivered as they are
 * @param secrets delivered to the environment's user alone, shown nowhere
 * @param patience how long to wait for the pool's next instance if there is none, rather than to be
 *     given one that is made from the snapshot; zero not to wait
 */
public record ClaimRequest(
    UUID environmentId,
    UUID projectId,
    UUID environmentClassId,
    Map<String, String> variables,
    Map<String, Secret> secrets,
    Duration patience) {

  public ClaimRequest {
    variables = Map.copyOf(variables);
    secrets = Map.copyOf(secrets);
  }

  /** Whether this is the environment that is asked for, and not another one with the same id. */
  public boolean isFor(Environment environment) {
    return environment.id().equals(environmentId)
        && environment.projectId().equals(projectId)
        && environment.environmentClassId().equals(environmentClassId);
  }
}
