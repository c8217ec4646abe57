package dev.prebuild.config.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.util.DataSize;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.7,     http://10.0.0.7:8750/,  http://10.0.0.7:8750/",
    "build-2,      http://build-2:8750/,   http://build-2:8750/",
    "::1,          http://[::1]:8750/,     http://[::1]:8750/",
    "[fd00::7],    http://[fd00::7]:8750/, http://[fd00::7]:8750/",
    "0.0.0.0,      http://0.0.0.0:8750/,   http://127.0.0.1:8750/",
    "::,           http://[::]:8750/,      http://127.0.0.1:8750/"
  })
  void anAddressIsReachedByAUrl(String host, String byOthers, String fromHere) {
    HttpSettings settings =
        new HttpSettings(
            host,
            8750,
            Optional.empty(),
            Optional.empty(),
            DataSize.mebibytes(1),
            30,
            Optional.empty());

    assertThat(settings.reachableAt()).hasToString(byOthers);
    assertThat(settings.reachableFromHere()).hasToString(fromHere);
  }
}
