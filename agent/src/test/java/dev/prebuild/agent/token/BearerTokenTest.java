package dev.prebuild.agent.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerTokenTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("agent.token");
  }

  @Test
  void isMadeForItsOwnerAloneAndReadAgain() throws IOException {
    BearerToken made = BearerToken.open(file);
    String token = Files.readString(file).strip();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(made.matches(token)).isTrue();
    assertThat(BearerToken.open(file).matches(token)).isTrue();
    assertThat(Files.readString(file).strip()).isEqualTo(token);
  }

  @Test
  void isAnotherOneEachTime() throws IOException {
    BearerToken.open(file);
    Path other = folder.resolve("other.token");
    BearerToken.open(other);

    assertThat(Files.readString(other)).isNotEqualTo(Files.readString(file));
  }

  @Test
  void opensToNothingElse() throws IOException {
    String secret = "s".repeat(32);
    write("  " + secret + "\n", "rw-r-----");
    BearerToken token = BearerToken.open(file);

    assertThat(token.matches(secret)).isTrue();
    assertThat(token.matches(secret.toUpperCase(Locale.ROOT))).isFalse();
    assertThat(token.matches(secret + " ")).isFalse();
    assertThat(token.matches("")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {" \n", "short"})
  void aFileThatHoldsTooLittleIsNoToken(String content) throws IOException {
    write(content, "rw-------");

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> BearerToken.open(file))
        .withMessageContaining("holds fewer than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw-----w-"})
  void aFileThatOthersCanReadOrChangeIsRefused(String modes) throws IOException {
    write("s".repeat(32), modes);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> BearerToken.open(file))
        .withMessageContaining("chmod 600 " + file);
  }

  private void write(String content, String modes) throws IOException {
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes));
  }
}
