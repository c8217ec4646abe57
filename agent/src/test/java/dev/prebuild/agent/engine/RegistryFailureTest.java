package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegistryFailureTest {
  private static final UUID ID = new UUID(1, 2);

  /** As engines put it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Get http://r.example/v2/: dial tcp 10.0.0.1:443: connect: connection refused | its registry does not answer | that the registry runs | true
          unauthorized: authentication required                                        | access is denied             | docker login           | false
          no basic auth credentials                                                    | access is denied             | DOCKER_CONFIG          | false
          manifest unknown                                                             | its registry has none of     | run a prebuild         | false
          write /data: no space left on device                                         | the disk is full             | free some space        | false
          received unexpected HTTP status: 500 Internal Server Error                   | the engine refuses           | see the registry's log | false
          """)
  void itSaysWhatFailedWhyAndWhatToDo(String said, String why, String what, boolean isAway) {
    RegistryFailure push = RegistryFailure.ofPush(ID, "r.example/snapshots", said);
    RegistryFailure pull = RegistryFailure.ofPull(ID, "r.example/snapshots@sha256:00", said);

    assertThat(push.message())
        .startsWith("snapshot %s cannot be pushed to r.example/snapshots: %s".formatted(ID, why))
        .contains("(" + said + "); ", what);
    assertThat(pull.message())
        .startsWith("snapshot %s is not on this host and cannot be pulled from".formatted(ID))
        .contains("r.example/snapshots@sha256:00: " + why, "(" + said + "); ", what);
    assertThat(push.isAway()).isEqualTo(isAway);
  }

  @Test
  void aPushThatStandsStillMeansThatNobodyIsThere() {
    assertThat(
            RegistryFailure.ofPush(ID, "r.example/x", "timeout: nothing has moved for 5 minutes")
                .isAway())
        .isTrue();
  }
}
