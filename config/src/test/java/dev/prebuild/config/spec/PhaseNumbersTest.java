package dev.prebuild.config.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The program's phases and the contract's are the same, by name and number. */
final class PhaseNumbersTest {
  @Test
  void prebuildPhasesAreTheContracts() {
    assertThat(ours(PrebuildPhase.values(), "PREBUILD_PHASE_", PrebuildPhase::number))
        .isEqualTo(contracts(dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.getDescriptor()));
  }

  @Test
  void warmPoolPhasesAreTheContracts() {
    assertThat(ours(WarmPoolPhase.values(), "WARM_POOL_PHASE_", WarmPoolPhase::number))
        .isEqualTo(contracts(dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase.getDescriptor()));
  }

  private static <P extends Enum<P>> Map<String, Integer> ours(
      P[] phases, String prefix, ToIntFunction<P> number) {
    return Arrays.stream(phases)
        .collect(Collectors.toMap(phase -> prefix + phase.name(), number::applyAsInt));
  }

  /** All but the one that means that nothing was set. */
  private static Map<String, Integer> contracts(EnumDescriptor phases) {
    return phases.getValues().stream()
        .filter(value -> value.getNumber() != 0)
        .collect(Collectors.toMap(EnumValueDescriptor::getName, EnumValueDescriptor::getNumber));
  }
}
