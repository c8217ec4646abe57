package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.spec.Secret;
import dev.prebuild.pool.claim.ClaimRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrivateFoldersTest {
  private static final UUID ID = new UUID(8, 8);
  private static final int MOST = 100;

  @TempDir Path temporary;
  private PrivateFolders folders;
  private Path all;
  private Path folder;

  @BeforeEach
  void open() {
    folders = new PrivateFolders(temporary.resolve("runtime"));
    all = temporary.resolve("runtime/containers");
    folder = folders.open(ID);
  }

  private static ClaimRequest request(Map<String, String> variables, String secret) {
    return new ClaimRequest(
        new UUID(1, 1),
        new UUID(2, 2),
        new UUID(3, 3),
        variables,
        Map.of("TOKEN", new Secret(secret)),
        Duration.ZERO);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void nobodyElseMayLook() throws IOException {
    folders.deliver(ID, request(Map.of("A", "1"), "geheim"));

    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(mode(all)).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("secrets"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("secrets/TOKEN"))).isEqualTo("r--------");
    assertThat(mode(folder.resolve("variables/A"))).isEqualTo("r--------");
    assertThat(mode(folder.resolve("ready"))).isEqualTo("r--------");
  }

  @Test
  void deliversIdentityVariablesAndSecrets() {
    folders.deliver(ID, request(Map.of("A", "two\nlines", "B", ""), "geheim"));

    assertThat(folder.resolve("environment-id")).hasContent(new UUID(1, 1) + "\n");
    assertThat(folder.resolve("project-id")).hasContent(new UUID(2, 2) + "\n");
    assertThat(folder.resolve("environment-class-id")).hasContent(new UUID(3, 3) + "\n");
    assertThat(folder.resolve("variables/A")).hasContent("two\nlines");
    assertThat(folder.resolve("variables/B")).isEmptyFile();
    assertThat(folder.resolve("secrets/TOKEN")).hasContent("geheim");
    assertThat(folder.resolve(PrivateFolders.READY_MARKER)).exists();
  }

  @Test
  void theMarkerComesLast() throws IOException {
    Files.createDirectory(folder.resolve("environment-class-id"));
    Files.writeString(folder.resolve("environment-class-id/in-the-way"), "");

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> folders.deliver(ID, request(Map.of(), "geheim")))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim"));

    assertThat(folder.resolve("secrets/TOKEN")).exists();
    assertThat(folder.resolve(PrivateFolders.READY_MARKER)).doesNotExist();
  }

  @Test
  void aSecondDeliveryReplacesTheFirst() {
    folders.deliver(ID, request(Map.of("A", "1"), "old"));
    folders.deliver(ID, request(Map.of("A", "2"), "new"));

    assertThat(folder.resolve("variables/A")).hasContent("2");
    assertThat(folder.resolve("secrets/TOKEN")).hasContent("new");
  }

  /** Whoever has opened the old file reads all of the old one. */
  @Test
  void aFileIsReplacedAsAWhole() throws IOException {
    folders.write(ID, Map.of("run", "the old one"));
    try (var old = Files.newInputStream(folder.resolve("run"))) {
      folders.write(ID, Map.of("run", "x"));

      assertThat(old.readAllBytes()).asString().isEqualTo("the old one");
    }
    assertThat(folder.resolve("run")).hasContent("x");
  }

  @Test
  void whatACrashHasLeftUnfinishedIsInNobodysWay() throws IOException {
    Path unfinished = Files.writeString(folder.resolve(".run.unfinished"), "ha");

    folders.write(ID, Map.of("run", "whole"));

    assertThat(folder.resolve("run")).hasContent("whole");
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void filesAreWrittenInTheirOrder() throws IOException {
    Files.createDirectories(folder.resolve("second/in-the-way"));
    Map<String, String> files = new LinkedHashMap<>();
    files.put("first", "1");
    files.put("second", "2");
    files.put("third", "3");

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> folders.write(ID, files));

    assertThat(folder.resolve("first")).exists();
    assertThat(folder.resolve("third")).doesNotExist();
  }

  /** The container owns its folder and may put links there, to have root write elsewhere. */
  @ParameterizedTest
  @ValueSource(strings = {"variables", "secrets"})
  void aLinkInPlaceOfAFolderIsNotFollowed(String name) throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve(name), elsewhere);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> folders.deliver(ID, request(Map.of("A", "1"), "geheim")));

    assertThat(elsewhere).isEmptyDirectory();
  }

  /** The same after the check has been passed: by its handle no link is entered either. */
  @Test
  void aHandleEntersNoLink() throws IOException {
    Files.createSymbolicLink(folder.resolve("variables"), temporary);

    try (SharedFolder shared = SharedFolder.open(folder)) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> shared.enter("variables"));
    }
  }

  @Test
  void whatIsSwappedWhileItIsHeldStaysWhatItWas() throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Path variables = Files.createDirectory(folder.resolve("variables"));
    try (SharedFolder shared = SharedFolder.open(folder);
        SharedFolder held = shared.enter("variables")) {
      Files.move(variables, folder.resolve("moved"));
      Files.createSymbolicLink(variables, elsewhere);

      held.write("A", "1");
    }
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(folder.resolve("moved/A")).hasContent("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", ".ready.unfinished", "environment-id"})
  void aLinkInPlaceOfAFileIsReplaced(String name) throws IOException {
    Path precious = Files.writeString(temporary.resolve("precious"), "x");
    Files.createSymbolicLink(folder.resolve(name), precious);

    folders.deliver(ID, request(Map.of(), "geheim"));

    assertThat(precious).hasContent("x");
    assertThat(folder.resolve("ready")).isRegularFile();
    assertThat(Files.isSymbolicLink(folder.resolve(name))).isFalse();
  }

  @Test
  void readsWhatTheContainerHasWritten() throws IOException {
    Files.writeString(folder.resolve("journal"), "x".repeat(MOST + 1));

    assertThat(folders.read(ID, "journal", MOST)).contains("x".repeat(MOST));
    assertThat(folders.read(ID, "none", MOST)).isEmpty();
  }

  @Test
  void readsThroughNoLinkAndNoPipe() throws IOException, InterruptedException {
    Path precious = Files.writeString(temporary.resolve("precious"), "x");
    Files.createSymbolicLink(folder.resolve("link"), precious);
    new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor();
    Files.createDirectory(folder.resolve("folder"));

    assertThat(folders.read(ID, "link", MOST)).isEmpty();
    assertThat(folders.read(ID, "pipe", MOST)).isEmpty();
    assertThat(folders.read(ID, "folder", MOST)).isEmpty();
  }

  @Test
  void removesWhatIsInItAndFollowsNoLink() throws IOException {
    Path precious = Files.createDirectory(temporary.resolve("precious"));
    Files.writeString(precious.resolve("file"), "x");
    Files.createSymbolicLink(folder.resolve("link"), precious);
    folders.deliver(ID, request(Map.of("A", "1"), "geheim"));

    folders.remove(ID);
    folders.remove(ID);

    assertThat(folder).doesNotExist();
    assertThat(folders.exists(ID)).isFalse();
    assertThat(precious.resolve("file")).exists();
  }

  @Test
  void whatNoContainerUsesIsRemoved() throws IOException {
    Path foreign = Files.createDirectory(all.resolve("lost+found"));
    UUID used = new UUID(9, 9);
    Path usedFolder = folders.open(used);

    PrivateFolders nextRun = new PrivateFolders(temporary.resolve("runtime"));
    nextRun.suspectAll();
    Path fresh = nextRun.open(new UUID(10, 10));
    nextRun.removeLeftovers(Set.of(used));

    assertThat(folder).doesNotExist();
    assertThat(usedFolder).isDirectory();
    assertThat(fresh).isDirectory();
    assertThat(foreign).isDirectory();
  }

  @Test
  void aFolderWhoseContainerIsBeingMadeIsNoLeftover() {
    Path made =
        folders.whileMaking(
            new UUID(9, 9),
            path -> {
              folders.suspectAll();
              folders.removeLeftovers(Set.of());
              assertThat(path).isDirectory();
              return path;
            });

    folders.suspectAll();
    assertThat(made).isDirectory();
    folders.removeLeftovers(Set.of());
    assertThat(made).doesNotExist();
  }

  /** The list of containers may be older than what is taken up after it was asked for. */
  @Test
  void aFolderThatIsTakenUpAgainInTheMeantimeIsNoLeftover() {
    folders.suspectAll();
    Path again = folders.open(ID);
    folders.removeLeftovers(Set.of());

    assertThat(again).isDirectory();
  }

  @Test
  void opensAFolderAgainAfterAReboot() {
    folders.remove(ID);

    assertThat(folders.open(ID)).isEqualTo(folder).isEmptyDirectory();
    assertThat(folders.open(ID)).isEqualTo(folder);
  }
}
