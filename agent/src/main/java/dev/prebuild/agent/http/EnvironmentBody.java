package dev.prebuild.agent.http;

import com.fasterxml.jackson.annotation.JsonInclude;
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
    Optional<Double> elapsedMillis) {

  static EnvironmentBody of(Environment environment) {
    return of(environment, Optional.empty(), Optional.empty());
  }

  static EnvironmentBody claimed(Environment environment, ClaimSource source, Duration elapsed) {
    double millis = Math.round(elapsed.toNanos() / 1e3) / 1e3;
    return of(environment, Optional.of(source), Optional.of(millis));
  }

  private static EnvironmentBody of(
      Environment environment, Optional<ClaimSource> source, Optional<Double> elapsedMillis) {
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
        elapsedMillis);
  }
}
