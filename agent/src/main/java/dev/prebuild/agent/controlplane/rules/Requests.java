package dev.prebuild.agent.controlplane.rules;

import static dev.prebuild.agent.controlplane.rules.Refusals.invalid;
import static dev.prebuild.agent.controlplane.rules.Refusals.quote;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildSpec;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The door: what a request must look like, whatever the store holds. */
public final class Requests {
  private static final Duration DEFAULT_TIMEOUT = Durations.fromMinutes(60);
  private static final Duration LONGEST_TIMEOUT = Durations.fromHours(2);
  private static final int MOST_FILTER_VALUES = 100;

  /** {@link UUID#fromString} would take "1-1-1-1-1". */
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

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

  /** More than zero, at most two hours; one hour if unset. */
  public static Duration timeout(PrebuildSpec spec) {
    if (!spec.hasTimeout()) {
      return DEFAULT_TIMEOUT;
    }
    Duration timeout = spec.getTimeout();
    if (!Durations.isValid(timeout)
        || !Durations.isPositive(timeout)
        || Durations.compare(timeout, LONGEST_TIMEOUT) > 0) {
      throw invalid(
          "spec.timeout must be more than 0s and at most 7200s, got %s"
              .formatted(
                  Durations.isValid(timeout) ? Durations.toString(timeout) : "no valid duration"));
    }
    return timeout;
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

  /** Sizes of a pool: {@code 0 <= min <= max}, {@code 1 <= max <= 20}. */
  public record Sizes(int min, int max) {}

  /**
   * The sizes asked for. {@code desiredSize} counts only if it stands alone. An absent minimum is
   * one instance, since full scale-down must be asked for; an absent maximum is the minimum.
   */
  @SuppressWarnings("deprecation") // desiredSize is what older clients still send.
  public static Sizes sizes(CreateWarmPoolRequest request) {
    inRange("desiredSize", request.getDesiredSize(), 0);
    if (!request.hasMinSize() && !request.hasMaxSize()) {
      if (request.getDesiredSize() == 0) {
        throw invalid("maxSize must be set: 1 to %d instances".formatted(WarmPoolSpec.LARGEST));
      }
      return new Sizes(request.getDesiredSize(), request.getDesiredSize());
    }
    int min = request.hasMinSize() ? request.getMinSize() : Math.min(1, request.getMaxSize());
    int max = request.hasMaxSize() ? request.getMaxSize() : Math.max(1, min);
    inRange("maxSize", max, 1);
    inRange("minSize", min, 0);
    if (min > max) {
      throw invalid("minSize must be at most maxSize, got %d and %d".formatted(min, max));
    }
    return new Sizes(min, max);
  }

  private static void inRange(String field, int value, int least) {
    if (value < least || value > WarmPoolSpec.LARGEST) {
      throw invalid(
          "%s must be %d to %d, got %d".formatted(field, least, WarmPoolSpec.LARGEST, value));
    }
  }
}
