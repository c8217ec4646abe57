package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Git itself is asked what it would send. */
final class CredentialsTest {
  private static final UUID ID = new UUID(6, 6);
  private static final String URL = "https://example.org/team/app.git";

  @TempDir Path runtime;

  private Credentials write(String username, String password) throws IOException {
    return Credentials.write(
        runtime,
        ID,
        requester(Optional.of(new Repository.Credentials(username, new Secret(password)))));
  }

  private static Requester requester(Optional<Repository.Credentials> credentials) {
    return new Requester(RemoteUrl.parse(URL).orElseThrow(), credentials);
  }

  private static List<String> fill(Credentials credentials)
      throws IOException, InterruptedException {
    return fill(credentials, "protocol=https\nhost=example.org\n\n");
  }

  private static List<String> fill(Credentials credentials, String question)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(credentials.options());
    command.addAll(List.of("credential", "fill"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().put("GIT_ASKPASS", "/bin/true");
    Process process = builder.start();
    try (var input = process.getOutputStream()) {
      input.write(question.getBytes(StandardCharsets.UTF_8));
    }
    List<String> answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    process.waitFor();
    return answer;
  }

  @ParameterizedTest
  @CsvSource(
      value = {"bot|geheim", "bot|with space = and 'quotes' \"$HOME\" `id`", "a@b|ü✓\\n%s"},
      delimiter = '|')
  void gitIsAnswered(String username, String password) throws IOException, InterruptedException {
    try (Credentials credentials = write(username, password)) {
      assertThat(fill(credentials)).contains("username=" + username, "password=" + password);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "protocol=https\nhost=another.example.org\n\n",
        "protocol=https\nhost=example.org.evil.net\n\n",
        "protocol=https\nhost=example.org:8443\n\n",
        "protocol=http\nhost=example.org\n\n",
        "protocol=ssh\nhost=example.org\n\n"
      })
  void noOtherServerIsAnswered(String question) throws IOException, InterruptedException {
    try (Credentials credentials = write("bot", "geheim")) {
      assertThat(fill(credentials, question)).noneMatch(line -> line.contains("geheim"));
    }
  }

  @Test
  void aLineBreakInAPasswordSaysNothingOfItsOwn() throws IOException, InterruptedException {
    try (Credentials credentials = write("bot", "x\nhost=evil.example.org\r\n")) {
      assertThat(fill(credentials))
          .contains("host=example.org", "password=xhost=evil.example.org")
          .doesNotContain("host=evil.example.org");
    }
  }

  @Test
  void onlyTheOwnerReadsThemAndTheyAreRemoved() throws IOException {
    Path file = runtime.resolve("git-" + ID);
    try (Credentials credentials = write("bot", "geheim")) {
      assertThat(credentials.file()).contains(file);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(String.join(" ", credentials.options())).doesNotContain("geheim");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void whatACrashHasLeftIsReplaced() throws IOException {
    Files.writeString(runtime.resolve("git-" + ID), "old");

    try (Credentials credentials = write("bot", "new")) {
      assertThat(credentials.file().orElseThrow()).content().contains("new").doesNotContain("old");
    }
  }

  @Test
  void withoutCredentialsNobodyIsAsked() throws IOException, InterruptedException {
    try (Credentials credentials = Credentials.write(runtime, ID, requester(Optional.empty()))) {
      assertThat(runtime).isEmptyDirectory();
      assertThat(fill(credentials)).noneMatch(line -> line.matches("password=.+"));
    }
  }
}
