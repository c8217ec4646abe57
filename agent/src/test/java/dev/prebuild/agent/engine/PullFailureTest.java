package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PullFailureTest {

  /** As engines put it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          manifest for x:none not found: manifest unknown: manifest unknown            | its registry has none of that name
          manifest unknown                                                             | its registry has none of that name
          pull access denied for x, repository does not exist or may require 'docker login': denied | access is denied
          unauthorized: authentication required                                        | access is denied
          Get https://r.example/v2/: dial tcp 10.0.0.1:443: connect: connection refused | its registry does not answer
          Get https://r.example/v2/: dial tcp: lookup r.example: no such host          | its registry does not answer
          Get https://r.example/v2/: net/http: request canceled while waiting for connection | its registry does not answer
          Get https://r.example/v2/: x509: certificate signed by unknown authority     | its registry does not answer
          failed to register layer: write /usr/lib/x: no space left on device          | the disk is full
          invalid reference format                                                     | the engine refuses
          """)
  void causesAreToldApart(String said, String meaning) {
    assertThat(new PullFailure("x:none", said).message())
        .startsWith(
            "image x:none is not on this host and cannot be pulled: %s (%s); "
                .formatted(meaning, said));
  }
}
