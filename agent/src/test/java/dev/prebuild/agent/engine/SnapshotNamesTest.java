package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SnapshotNamesTest {
  private static final UUID ID = new UUID(7, 7);
  private static final String LOCAL = "prebuild-snapshot:" + ID;
  private static final String REMOTE = "registry.example.org:5000/team/snapshots";
  private static final String DIGEST = "@sha256:" + "ab".repeat(32);

  @Test
  void theNameThatAllKnowItByIsTheLast() {
    assertThat(SnapshotNames.of(List.of(LOCAL, REMOTE + ":" + ID), List.of(REMOTE + DIGEST), ID))
        .isEqualTo(
            new SnapshotNames(List.of(REMOTE + ":" + ID, REMOTE + DIGEST, LOCAL), List.of()));
  }

  @Test
  void namesOfSomebodyElseAreLeftAlone() {
    SnapshotNames names =
        SnapshotNames.of(
            List.of("mine:latest", LOCAL, "prebuild-snapshot:" + new UUID(8, 8)),
            List.of("mine" + DIGEST),
            ID);

    assertThat(names.ours()).containsExactly(LOCAL);
    assertThat(names.others())
        .containsExactly("mine:latest", "prebuild-snapshot:" + new UUID(8, 8));
  }
}
