package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiVersionTest {
  @ParameterizedTest
  @CsvSource({
    "1.12, 1.39, 1.39",
    "1.12, 1.41, 1.41",
    "1.24, 1.44, 1.44",
    "1.24, 1.47, 1.44",
    "1.44, 1.51, 1.44",
    "1.45, 1.51, 1.45",
    ", 1.40, 1.40",
    "1.9, 1.100, 1.44"
  })
  void speaksTheNewestThatBothKnow(String oldest, String newest, String spoken) {
    assertThat(ApiVersion.negotiate(Optional.ofNullable(oldest), newest)).isEqualTo(spoken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.38", "1.9", "0.99"})
  void refusesAnEngineThatIsTooOld(String newest) {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> ApiVersion.negotiate(Optional.empty(), newest))
        .withMessageContaining(newest)
        .withMessageContaining("1.39")
        .withMessageContaining("Docker 18.09");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.2.3", "a.b", "1."})
  void refusesWhatIsNoVersion(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ApiVersion.parse(text));
  }
}
