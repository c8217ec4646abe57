package dev.prebuild.agent.controlplane.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.testkit.Seeds;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolRequest;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("deprecation") // desiredSize is what older clients still send.
final class PoolSizesTest {
  private static CreateWarmPoolRequest creation(
      @Nullable Integer min, @Nullable Integer max, @Nullable Integer desired) {
    CreateWarmPoolRequest.Builder request = CreateWarmPoolRequest.newBuilder();
    Optional.ofNullable(min).ifPresent(request::setMinSize);
    Optional.ofNullable(max).ifPresent(request::setMaxSize);
    Optional.ofNullable(desired).ifPresent(request::setDesiredSize);
    return request.build();
  }

  private static UpdateWarmPoolRequest update(
      @Nullable Integer min, @Nullable Integer max, @Nullable Integer desired) {
    UpdateWarmPoolRequest.Builder request = UpdateWarmPoolRequest.newBuilder();
    Optional.ofNullable(min).ifPresent(request::setMinSize);
    Optional.ofNullable(max).ifPresent(request::setMaxSize);
    Optional.ofNullable(desired).ifPresent(request::setDesiredSize);
    return request.build();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, , 0, 1",
    "0, 20, , 0, 20",
    "20, 20, , 20, 20",
    "2, 5, 9, 2, 5",
    ", , 4, 4, 4",
    ", 3, , 1, 3",
    ", 3, 7, 1, 3",
    "0, , , 0, 1",
    "3, , , 3, 3",
    "3, , 7, 3, 3",
  })
  void aNewPoolHasSizes(
      @Nullable Integer min,
      @Nullable Integer max,
      @Nullable Integer desired,
      int least,
      int most) {
    assertThat(PoolSizes.of(creation(min, max, desired))).isEqualTo(new PoolSizes(least, most));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -  | -  | -  | maxSize must be set: 1 to 20 instances
          -  | -  | 0  | maxSize must be set: 1 to 20 instances
          -  | -  | 21 | desiredSize must be 1 to 20, got 21
          -  | -  | -1 | desiredSize must be 1 to 20, got -1
          -  | 0  | -  | maxSize must be 1 to 20, got 0
          0  | 0  | -  | maxSize must be 1 to 20, got 0
          1  | 21 | -  | maxSize must be 1 to 20, got 21
          -1 | 3  | -  | minSize must be 0 to 20, got -1
          -1 | -  | -  | minSize must be 0 to 20, got -1
          21 | 20 | -  | minSize must be 0 to 20, got 21
          5  | 4  | -  | minSize must be at most maxSize, got 5 and 4
          """)
  void sizesOutOfRangeAreRefused(
      @Nullable Integer min, @Nullable Integer max, @Nullable Integer desired, String rule) {
    assertThatThrownBy(() -> PoolSizes.of(creation(min, max, desired)))
        .isInstanceOfSatisfying(
            ConnectException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ConnectCode.INVALID_ARGUMENT);
              assertThat(refusal.reason()).isEqualTo(rule);
            });
  }

  @ParameterizedTest
  @CsvSource({
    ", , , 2, 5",
    "1, , , 1, 5",
    "0, , , 0, 5",
    ", 9, , 2, 9",
    "3, 4, , 3, 4",
    ", , 7, 7, 7",
    "3, , 7, 3, 5",
    ", 8, 7, 2, 8",
  })
  void whatAnUpdateLeavesOutStays(
      @Nullable Integer min,
      @Nullable Integer max,
      @Nullable Integer desired,
      int least,
      int most) {
    assertThat(new PoolSizes(2, 5).after(update(min, max, desired)))
        .isEqualTo(new PoolSizes(least, most));
  }

  @ParameterizedTest
  @CsvSource({"6, , ", ", 1, ", ", 0, ", ", , 0", ", , 21", "-1, , ", "7, 6, "})
  void anUpdateOutOfRangeIsRefused(
      @Nullable Integer min, @Nullable Integer max, @Nullable Integer desired) {
    assertThatThrownBy(() -> new PoolSizes(2, 5).after(update(min, max, desired)))
        .isInstanceOf(ConnectException.class);
  }

  /** Whatever is sent, it is refused or comes to sizes that are allowed. */
  @Test
  void noRequestComesToOtherSizesThanAllowed() {
    Seeds.each(
        5_000,
        random -> {
          try {
            PoolSizes sizes = PoolSizes.of(creation(any(random), any(random), any(random)));
            PoolSizes updated = sizes.after(update(any(random), any(random), any(random)));
            assertThat(updated.min()).isBetween(0, updated.max());
            assertThat(updated.max()).isBetween(1, 20);
          } catch (ConnectException refused) {
            assertThat(refused.code()).isEqualTo(ConnectCode.INVALID_ARGUMENT);
          }
        });
  }

  private static @Nullable Integer any(RandomGenerator random) {
    return random.nextInt(3) == 0 ? null : Integer.valueOf(random.nextInt(-2, 24));
  }
}
