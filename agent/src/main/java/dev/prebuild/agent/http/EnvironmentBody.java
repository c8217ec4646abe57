package dev.prebuild.agent.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.ClaimSource;
import dev.prebuild.pool.claim.Environment;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * An environment as clients see it.
 *
 * @param name of its container
 * @param address where its network is reached; absent unless it runs
 * @param source what the claim was served from; RUNNING for a repeated claim; absent in lists
 * @param miss why it was not served with a ready instance of the newest snapshot; absent if it was
 * @param elapsedMillis what the claim took inside of the agent; absent in lists
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record EnvironmentBody(
    UUID environmentId,
    UUID projectId,
    UUID environmentClassId,
    String containerId,
    String name,
    Optional<String> address,
    UUID snapshotId,
    boolean running,
    Optional<ClaimSource> source,
    Optional<ClaimResult.Miss> miss,
    Optional<Double> elapsedMillis) {

  static EnvironmentBody of(Environment environment) {
    return of(environment, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static EnvironmentBody claimed(ClaimResult.Claimed claimed, Duration elapsed) {
    return of(
        claimed.environment(), Optional.of(claimed.source()), claimed.miss(), millis(elapsed));
  }

  static EnvironmentBody repeated(Environment environment, Duration elapsed) {
    return of(environment, Optional.of(ClaimSource.RUNNING), Optional.empty(), millis(elapsed));
  }

  private static Optional<Double> millis(Duration elapsed) {
    return Optional.of(Math.round(elapsed.toNanos() / 1e3) / 1e3);
  }

  private static EnvironmentBody of(
      Environment environment,
      Optional<ClaimSource> source,
      Optional<ClaimResult.Miss> miss,
      Optional<Double> elapsedMillis) {
    return new EnvironmentBody(
        environment.id(),
        environment.projectId(),
        environment.environmentClassId(),
        environment.containerId(),
        environment.name(),
        environment.address(),
        environment.snapshotId(),
        environment.running(),
        source,
        miss,
        elapsedMillis);
  }
}
