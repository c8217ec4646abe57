package dev.prebuild.config.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SnapshotReferenceTest {
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example/snapshots",
        "registry.example:5000/team/snapshots",
        "127.0.0.1:5000/a",
        "registry.example/team_a/b.c/d--e__f"
      })
  void itIsReadAndWrittenAsEnginesTakeIt(String repository) {
    SnapshotReference reference = SnapshotReference.parse(repository + "@" + DIGEST);

    assertThat(reference.repository()).isEqualTo(repository);
    assertThat(reference.digest()).isEqualTo(DIGEST);
    assertThat(reference).hasToString(repository + "@" + DIGEST);
  }
}
