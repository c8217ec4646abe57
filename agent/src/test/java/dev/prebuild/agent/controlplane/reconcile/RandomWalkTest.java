package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.store.Databases;
import dev.prebuild.agent.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RandomWalkTest {
  private static final int WALKS = 15;
  private static final int STEPS = 150;

  @TempDir private Path folder;

  @Test
  void whateverHappensWhatMustHoldHolds() {
    Seeds.each(
        WALKS,
        random -> {
          Path own = Files.createTempDirectory(folder, "walk");
          try (World world = new World(() -> Databases.open(Optional.empty(), own))) {
            new Walk(world, random).go(STEPS);
          }
        });
  }
}
