package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.identity.Tokens;
import dev.prebuild.config.wire.gitpod.v1.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final Caller USER =
      new Caller(Subject.getDefaultInstance(), new UUID(0, 1), Caller.Scope.USER);
  private static final Caller RUNNER =
      new Caller(Subject.getDefaultInstance(), new UUID(0, 1), Caller.Scope.RUNNER);

  @TempDir private Path folder;

  @Test
  void makesTokensForTheirOwnerAlone() throws IOException {
    Tokens tokens = open();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("user"))))
        .isEqualTo("rw-------");
    assertThat(read("user")).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(read("runner"));
    assertThat(tokens.authenticate(read("user"))).hasValue(USER);
    assertThat(tokens.authenticate(read("runner"))).hasValue(RUNNER);
    assertThat(tokens.authenticate("")).isEmpty();
    assertThat(tokens.authenticate(read("user") + "x")).isEmpty();
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void keepsTokensOverRestarts() throws IOException {
    open();
    String before = read("user");

    assertThat(open().authenticate(before)).hasValue(USER);
  }

  @Test
  void startsAfreshAfterACrashInTheMiddle() throws IOException {
    Files.writeString(folder.resolve("user.token.new"), "half");

    assertThat(open().authenticate("half")).isEmpty();
    assertThat(read("user")).hasSize(43);
  }

  @Test
  void refusesAnEmptyToken() throws IOException {
    Files.writeString(file("user"), "\n");

    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file("user").toString());
  }

  @Test
  void namesAFileThatCannotBeMade() {
    Path file = folder.resolve("missing/user.token");

    assertThatThrownBy(() -> Tokens.open(List.of(new Tokens.Holder(file, USER))))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  private Tokens open() {
    return Tokens.open(
        List.of(new Tokens.Holder(file("user"), USER), new Tokens.Holder(file("runner"), RUNNER)));
  }

  private Path file(String name) {
    return folder.resolve(name + ".token");
  }

  private String read(String name) throws IOException {
    return Files.readString(file(name)).strip();
  }
}
