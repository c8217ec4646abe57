package dev.prebuild.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.engine.Engine;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.config.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskCheckTest {
  @TempDir Path folder;

  private final Engine engine = new Engine(Path.of("/none.sock"), _ -> {});

  @AfterEach
  void close() {
    engine.close();
  }

  private DiskCheck check() throws Exception {
    AgentSettings written =
        new AgentSettings(UUID.randomUUID(), folder, folder.resolve("none.sock"));
    Settings settings = LiveSettings.read(written.write()).get();
    return new DiskCheck(settings, engine);
  }

  @Test
  void aDiskWithRoomIsWell() throws Exception {
    DiskCheck check = check();
    Files.createDirectories(folder.resolve("state"));

    assertThat(check.failure()).isEmpty();
    assertThat(check.freeBytes()).isPositive();
  }

  /** As when its disk was taken away: metrics and the page are to say so, not to fail with it. */
  @Test
  void aFolderThatIsGoneIsTold() throws Exception {
    DiskCheck check = check();

    assertThat(check.failure().orElseThrow()).contains("state");
    assertThat(check.freeBytes()).isZero();
  }
}
