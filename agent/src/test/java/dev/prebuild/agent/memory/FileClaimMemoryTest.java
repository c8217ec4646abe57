package dev.prebuild.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.autoscale.ClaimHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileClaimMemoryTest {
  private static final UUID POOL = new UUID(1, 1);
  private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
  private static final ClaimHistory HISTORY =
      ClaimHistory.startingAt(NOW).claimed(NOW.plusSeconds(60), false);

  @TempDir private Path state;
  private Path folder;
  private FileClaimMemory memory;

  @BeforeEach
  void open() {
    folder = state.resolve("claims");
    memory = new FileClaimMemory(folder);
  }

  @Test
  void whatWasKeptIsRecalledByTheNextAgent() {
    memory.keep(POOL, HISTORY.claimed(NOW, true));
    memory.keep(POOL, HISTORY);

    assertThat(new FileClaimMemory(folder).recall(POOL)).contains(HISTORY);
    assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
  }

  @Test
  void thereIsNothingOfAPoolThatIsNewOrForgotten() {
    assertThat(memory.recall(POOL)).isEmpty();
    memory.forget(POOL);

    memory.keep(POOL, HISTORY);
    memory.forget(POOL);

    assertThat(memory.recall(POOL)).isEmpty();
  }

  @Test
  void garbageIsPassedOverAndReplaced() throws Exception {
    Files.createDirectories(folder);
    Files.write(folder.resolve(POOL.toString()), new byte[] {(byte) 0xff, 0, 1});

    assertThat(memory.recall(POOL)).isEmpty();
    memory.keep(POOL, HISTORY);
    assertThat(memory.recall(POOL)).contains(HISTORY);
  }

  @Test
  void aFolderThatCannotBeMadeIsNoFailure() throws Exception {
    Files.writeString(folder, "in the way");

    memory.keep(POOL, HISTORY);

    assertThat(memory.recall(POOL)).isEmpty();
  }
}
