package dev.prebuild.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModeFileTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant EARLIER = Instant.parse("2026-02-01T12:00:00.123456789Z");

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("host-mode.json");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsRead(HostMode mode) {
    new ModeFile(path()).write(new Stance(HostMode.CORDONED, NOW));
    new ModeFile(path()).write(new Stance(mode, EARLIER));

    assertThat(new ModeFile(path()).read(NOW)).isEqualTo(new Stance(mode, EARLIER));
    assertThat(folder).isDirectoryContaining("glob:**/host-mode.json");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aHostThatNobodyHasTouchedIsOpen() {
    assertThat(new ModeFile(path()).read(NOW)).isEqualTo(new Stance(HostMode.OPEN, NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\0",
        "garbage",
        "null",
        "{}",
        "[]",
        "{\"mode\": \"DRAINING\"}",
        "{\"mode\": null, \"since\": \"2026-03-01T12:00:00Z\"}",
        "{\"mode\": \"OPENED\", \"since\": \"2026-03-01T12:00:00Z\"}",
        "{\"mode\": \"OPEN\", \"since\": \"yesterday\"}",
        "{\"mode\": \"OPEN\", \"since\": \"2026-03-01T12:00:00Z\", \"until\": 1}"
      })
  void whatMakesNoSenseCordons(String text) throws IOException {
    Files.writeString(path(), text);

    assertThat(new ModeFile(path()).read(NOW)).isEqualTo(new Stance(HostMode.CORDONED, NOW));
  }

  @Test
  void whatCannotBeReadCordons() throws IOException {
    Files.createDirectory(path());

    assertThat(new ModeFile(path()).read(NOW)).isEqualTo(new Stance(HostMode.CORDONED, NOW));
  }

  @Test
  void whatCannotBeWrittenIsTold() {
    Path file = folder.resolve("none").resolve("host-mode.json");

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> new ModeFile(file).write(new Stance(HostMode.OPEN, NOW)))
        .withMessageContaining(file.toString());
  }
}
