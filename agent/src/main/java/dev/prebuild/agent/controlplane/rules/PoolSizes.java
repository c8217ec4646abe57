package dev.prebuild.agent.controlplane.rules;

import static dev.prebuild.agent.controlplane.rules.Refusals.invalid;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolRequest;
import java.util.Optional;

/** Sizes of a pool: {@code 0 <= min <= max}, {@code 1 <= max <= 20}. */
public record PoolSizes(int min, int max) {

  /**
   * The sizes of a new pool. {@code desiredSize} counts only if it stands alone, and must make
   * sense anyway, since it is shown. An absent minimum is one instance, since full scale-down must
   * be asked for; an absent maximum is the minimum.
   *
   * @throws dev.prebuild.agent.connect.ConnectException invalid_argument
   */
  @SuppressWarnings("deprecation") // desiredSize is what older clients still send.
  public static PoolSizes of(CreateWarmPoolRequest request) {
    if (!request.hasMinSize() && !request.hasMaxSize()) {
      if (request.getDesiredSize() == 0) {
        throw invalid("maxSize must be set: 1 to %d instances".formatted(WarmPoolSpec.LARGEST));
      }
      return fixed(request.getDesiredSize());
    }
    if (request.getDesiredSize() != 0) {
      inRange("desiredSize", request.getDesiredSize(), 1);
    }
    int min = request.hasMinSize() ? request.getMinSize() : Math.min(1, request.getMaxSize());
    int max = request.hasMaxSize() ? request.getMaxSize() : Math.max(1, min);
    return checked(min, max);
  }

  /**
   * The sizes after an update: what is absent stays as it is. {@code desiredSize} counts only if it
   * stands alone, and must make sense anyway.
   *
   * @throws dev.prebuild.agent.connect.ConnectException invalid_argument
   */
  @SuppressWarnings("deprecation")
  public PoolSizes after(UpdateWarmPoolRequest request) {
    Optional<Integer> min =
        request.hasMinSize() ? Optional.of(request.getMinSize()) : Optional.empty();
    Optional<Integer> max =
        request.hasMaxSize() ? Optional.of(request.getMaxSize()) : Optional.empty();
    if (request.hasDesiredSize()) {
      PoolSizes fixed = fixed(request.getDesiredSize());
      if (min.isEmpty() && max.isEmpty()) {
        return fixed;
      }
    }
    return checked(min.orElse(this.min), max.orElse(this.max));
  }

  private static PoolSizes fixed(int desired) {
    inRange("desiredSize", desired, 1);
    return new PoolSizes(desired, desired);
  }

  private static PoolSizes checked(int min, int max) {
    inRange("maxSize", max, 1);
    inRange("minSize", min, 0);
    if (min > max) {
      throw invalid("minSize must be at most maxSize, got %d and %d".formatted(min, max));
    }
    return new PoolSizes(min, max);
  }

  private static void inRange(String field, int value, int least) {
    if (value < least || value > WarmPoolSpec.LARGEST) {
      throw invalid(
          "%s must be %d to %d, got %d".formatted(field, least, WarmPoolSpec.LARGEST, value));
    }
  }
}
