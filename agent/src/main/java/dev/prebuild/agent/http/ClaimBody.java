package dev.prebuild.agent.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.pool.claim.ClaimRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a client sends to claim an instance.
 *
 * @param environmentId chosen by the client; the same one again gets the same instance
 * @param variables at most {@link #MOST_VALUES} together with the secrets
 * @param waitSeconds how long to wait for the pool's next instance if none is ready: 0, as if not
 *     said, to {@link #LONGEST_WAIT}
 */
public record ClaimBody(
    Optional<UUID> environmentId,
    Optional<UUID> projectId,
    Optional<UUID> environmentClassId,
    Optional<Map<String, String>> variables,
    Optional<Map<String, String>> secrets,
    Optional<JsonNode> waitSeconds) {

  static final int MOST_VALUES = 1_000;

  /** In seconds. */
  static final int LONGEST_WAIT = 60;

  /** POSIX names; they become names of files, too. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  ClaimRequest toRequest() {
    Map<String, String> plain = variables.orElse(Map.of());
    Map<String, String> secret = secrets.orElse(Map.of());
    if (plain.size() + secret.size() > MOST_VALUES) {
      throw new InvalidRequestException(
          "variables and secrets must be at most %d together".formatted(MOST_VALUES));
    }
    check("variables", plain);
    check("secrets", secret);
    return new ClaimRequest(
        required("environmentId", environmentId),
        required("projectId", projectId),
        required("environmentClassId", environmentClassId),
        plain,
        secret.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> new Secret(entry.getValue()))),
        waitSeconds
            .filter(seconds -> !seconds.isNull())
            .map(ClaimBody::patience)
            .orElse(Duration.ZERO));
  }

  /** As it was written: a fraction or a number in quotes is not taken for what it may mean. */
  private static Duration patience(JsonNode seconds) {
    boolean isFit = seconds.isIntegralNumber() && seconds.canConvertToInt();
    if (!isFit || seconds.intValue() < 0 || seconds.intValue() > LONGEST_WAIT) {
      throw new InvalidRequestException(
          "waitSeconds must be a whole number from 0 to %d".formatted(LONGEST_WAIT));
    }
    return Duration.ofSeconds(seconds.intValue());
  }

  private static UUID required(String field, Optional<UUID> id) {
    return id.orElseThrow(() -> new InvalidRequestException(field + " must be a UUID, is missing"));
  }

  private static void check(String field, Map<String, String> values) {
    values.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches()) {
            throw new InvalidRequestException(
                "a name in %s must be letters, digits and _, 128 at most, and not begin with a digit"
                    .formatted(field));
          }
          if (value == null) {
            throw new InvalidRequestException("%s.%s must be a string".formatted(field, name));
          }
        });
  }
}
