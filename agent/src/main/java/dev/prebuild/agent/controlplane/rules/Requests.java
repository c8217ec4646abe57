package dev.prebuild.agent.controlplane.rules;

import static dev.prebuild.agent.controlplane.rules.Refusals.invalid;
import static dev.prebuild.agent.controlplane.rules.Refusals.quote;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildSpec;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The door: what a request must look like, whatever the store holds. */
public final class Requests {
  private static final Duration LONGEST_TIMEOUT = Durations.fromHours(2);
  private static final int MOST_FILTER_VALUES = 100;

  /** {@link UUID#fromString} would take "1-1-1-1-1". */
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** As long as a machine's full name can be (RFC 1035, section 2.3.4). */
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

  private Requests() {}

  public static UUID uuid(String field, String value) {
    if (value.isEmpty()) {
      throw invalid(field + " must be set");
    }
    if (!UUID_TEXT.matcher(value).matches()) {
      throw invalid("%s must be a UUID, got %s".formatted(field, quote(value)));
    }
    return UUID.fromString(value);
  }

  /** The name of a host among those of its runner. */
  public static String hostName(String field, String value) {
    if (!HOST_NAME.matcher(value).matches()) {
      throw invalid(
          "%s must be a name of A-Z a-z 0-9 . _ -, at most 253 characters; got %s"
              .formatted(field, quote(value)));
    }
    return value;
  }

  public static Optional<UUID> optionalUuid(String field, boolean present, String value) {
    return present ? Optional.of(uuid(field, value)) : Optional.empty();
  }

  /** Values of a filter over ids, in their canonical spelling. */
  public static List<String> uuids(String field, List<String> values) {
    return limited(field, values).stream().map(value -> uuid(field, value).toString()).toList();
  }

  public static <T> List<T> limited(String field, List<T> values) {
    if (values.size() > MOST_FILTER_VALUES) {
      throw invalid(
          "%s must have at most %d values, got %d"
              .formatted(field, MOST_FILTER_VALUES, values.size()));
    }
    return values;
  }

  /** A timeout is more than zero, at most two hours. */
  public static void checkTimeout(PrebuildSpec spec) {
    Duration timeout = spec.getTimeout();
    if (spec.hasTimeout()
        && (!Durations.isValid(timeout)
            || !Durations.isPositive(timeout)
            || Durations.compare(timeout, LONGEST_TIMEOUT) > 0)) {
      throw invalid(
          "spec.timeout must be more than 0s and at most 7200s, got %s"
              .formatted(
                  Durations.isValid(timeout) ? Durations.toString(timeout) : "no valid duration"));
    }
  }

  /** A new prebuild can be wanted for nothing but to complete. */
  public static PrebuildPhase desiredPhase(PrebuildSpec spec) {
    return switch (spec.getDesiredPhase()) {
      case PREBUILD_PHASE_UNSPECIFIED, PREBUILD_PHASE_COMPLETED -> spec.getDesiredPhase();
      default ->
          throw invalid(
              "spec.desiredPhase of a new prebuild must be unset or PREBUILD_PHASE_COMPLETED, got "
                  + spec.getDesiredPhase());
    };
  }
}
