package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.controlplane.identity.Caller;
import dev.prebuild.agent.controlplane.identity.Tokens;
import dev.prebuild.agent.controlplane.store.Databases;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.controlplane.store.TokenTable;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.settings.StandaloneSettings.Scope;
import dev.prebuild.config.settings.StandaloneSettings.TokenSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final UUID RUNNER = new UUID(0, 7);

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(Databases.open(Optional.empty(), folder), () -> now);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Tokens load(String... names) {
    return load(folder, names);
  }

  private Tokens load(Path files, String... names) {
    Tokens tokens = new Tokens(store, files, RUNNER, "host", () -> now);
    tokens.load(settings(names));
    return tokens;
  }

  private StandaloneSettings settings(String... names) {
    StandaloneSettings base = TestCatalog.settings(folder);
    List<TokenSettings> tokens =
        List.of(names).stream()
            .map(
                name ->
                    new TokenSettings(
                        name, Scope.USER, Optional.empty(), Optional.empty(), Optional.empty()))
            .toList();
    return new StandaloneSettings(
        base.organizationId(),
        base.environmentClasses(),
        base.projects(),
        tokens,
        base.lease(),
        base.retention(),
        base.database());
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".token")).strip();
  }

  @Test
  void makesTokensForTheirOwnerAlone() throws IOException {
    Tokens tokens = load("user");

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("user.token"))))
        .isEqualTo("rw-------");
    assertThat(read("user")).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(read("runner"));
    assertThat(tokens.authenticate(read("user"))).map(Caller::scope).hasValue(Scope.USER);
    Caller runner = tokens.authenticate(read("runner")).orElseThrow();
    assertThat(runner.scope()).isEqualTo(Scope.RUNNER);
    assertThat(runner.subject().getId()).isEqualTo(RUNNER.toString());
    assertThat(tokens.authenticate("")).isEmpty();
    assertThat(tokens.authenticate(read("user") + "x")).isEmpty();
  }

  @Test
  void keepsOnlyHashes() throws IOException {
    load("user");

    List<TokenTable.Row> rows = store.read(transaction -> transaction.tokens().all());

    assertThat(rows).hasSize(2).allSatisfy(row -> assertThat(row.hash()).matches("[0-9a-f]{64}"));
  }

  @Test
  void aTokenOutlivesItsFileAndRestarts() throws IOException {
    load("user");
    String before = read("user");
    Files.delete(folder.resolve("user.token"));

    assertThat(load("user").authenticate(before)).isPresent();
    assertThat(folder.resolve("user.token")).as("made once").doesNotExist();
  }

  @Test
  void aNameThatIsListedNoMoreIsRefusedForGood() throws IOException {
    load("old");
    String old = read("old");

    Tokens without = load("new");
    assertThat(without.authenticate(old)).isEmpty();
    assertThat(without.authenticate(read("new"))).isPresent();
    Files.delete(folder.resolve("old.token"));
    Tokens again = load("old", "new");
    assertThat(again.authenticate(old)).isEmpty();
    assertThat(again.authenticate(read("old"))).isPresent();
  }

  @Test
  void theRunnersOwnTokenIsReplacedWithItsFile() throws IOException {
    load();
    String before = read("runner");
    Files.delete(folder.resolve("runner.token"));

    Tokens after = load();

    assertThat(after.authenticate(before)).isEmpty();
    assertThat(after.authenticate(read("runner"))).isPresent();
  }

  @Test
  void aTokenThatAnotherProcessMakesIsHeardOf() throws IOException {
    Tokens here = load("user", "late");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path file = Files.writeString(elsewhere.resolve("late.token"), "x".repeat(43));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    new Tokens(store, elsewhere, RUNNER, "other", () -> now).load(settings("user", "late"));

    assertThat(here.authenticate("x".repeat(43))).as("not asked for that often").isEmpty();
    now = now.plusSeconds(2);
    assertThat(here.authenticate("x".repeat(43))).isPresent();
  }

  @Test
  void startsAfreshAfterACrashInTheMiddle() throws IOException {
    Files.writeString(folder.resolve("user.token.new"), "half");

    assertThat(load("user").authenticate("half")).isEmpty();
    assertThat(read("user")).hasSize(43);
  }

  @Test
  void refusesAnEmptyToken() throws IOException {
    Path file = Files.writeString(folder.resolve("user.token"), "\n");

    assertThatThrownBy(() -> load("user"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void namesAFileThatCannotBeMade() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> load(missing, "user"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing.resolve("runner.token").toString());
  }
}
