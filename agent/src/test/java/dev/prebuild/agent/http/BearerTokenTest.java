package dev.prebuild.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BearerTokenTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("agent.token");
  }

  @Test
  void isMadeForItsOwnerAloneAndReadAgain() throws IOException {
    BearerToken made = BearerToken.of(file);
    String token = Files.readString(file).strip();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(made.matches(token)).isTrue();
    assertThat(BearerToken.of(file).matches(token)).isTrue();
    assertThat(Files.readString(file).strip()).isEqualTo(token);
  }

  @Test
  void isAnotherOneEachTime() throws IOException {
    BearerToken.of(file);
    Path other = folder.resolve("other.token");
    BearerToken.of(other);

    assertThat(Files.readString(other)).isNotEqualTo(Files.readString(file));
  }

  @Test
  void opensToNothingElse() throws IOException {
    Files.writeString(file, "  secret\n");
    BearerToken token = BearerToken.of(file);

    assertThat(token.matches("secret")).isTrue();
    assertThat(token.matches("Secret")).isFalse();
    assertThat(token.matches("secret ")).isFalse();
    assertThat(token.matches("")).isFalse();
  }

  @Test
  void anEmptyFileIsNoToken() throws IOException {
    Files.writeString(file, " \n");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> BearerToken.of(file))
        .withMessageContaining("empty")
        .withMessageContaining(file.toString());
  }
}
