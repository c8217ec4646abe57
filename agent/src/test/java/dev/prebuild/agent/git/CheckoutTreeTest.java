package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.snapshot.source.UnreadableSourceException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckoutTreeTest {
  private static final int LIMIT = 100;

  @TempDir Path temporary;
  private Path root;
  private CheckoutTree tree;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectories(temporary.resolve("checkout"));
    tree = new CheckoutTree(root);
  }

  private void refused(String path, String why) {
    assertThatExceptionOfType(UnreadableSourceException.class)
        .isThrownBy(() -> tree.read(path, LIMIT))
        .withMessageContaining(why)
        .satisfies(
            e -> assertThat(String.valueOf(e.getMessage())).doesNotContainPattern("\\p{Cntrl}"));
  }

  @Test
  void readsAFile() throws IOException {
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/c.txt"), "Grüße\n");

    assertThat(tree.read("a/b/c.txt", LIMIT)).contains("Grüße\n");
    assertThat(tree.read("./a//b/../b/c.txt", LIMIT)).contains("Grüße\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "none/none", "folder", "folder/file/below", ".", ""})
  void whatIsNoFileIsNotThere(String path) throws IOException {
    Files.createDirectories(root.resolve("folder"));
    Files.writeString(root.resolve("folder/file"), "x");

    assertThat(tree.read(path, LIMIT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../secret", "a/../../secret", "/etc/hostname", "/"})
  void nothingOutsideIsRead(String path) throws IOException {
    Files.writeString(temporary.resolve("secret"), "secret");

    refused(path, "leads out of the repository");
  }

  @Test
  void aLinkIsNoFile() throws IOException {
    Files.writeString(root.resolve("file"), "x");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("file"));
    Files.createSymbolicLink(root.resolve("circle"), Path.of("circle"));

    assertThat(tree.read("link", LIMIT)).isEmpty();
    assertThat(tree.read("circle", LIMIT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"link/secret", "link/below/secret", "folder/link/secret"})
  void noLinkIsFollowedOnTheWay(String path) throws IOException {
    Files.createDirectories(root.resolve("folder"));
    Files.createSymbolicLink(root.resolve("link"), temporary);
    Files.createSymbolicLink(root.resolve("folder/link"), temporary);

    refused(path, "leads through a link");
  }

  @Test
  void aLinkAboveTheCheckoutIsTheOperatorsOwn() throws IOException {
    Files.writeString(root.resolve("file"), "x");
    Files.createDirectories(root.resolve("folder/inner"));
    Path way = Files.createSymbolicLink(temporary.resolve("way"), temporary);
    CheckoutTree same = new CheckoutTree(way.resolve("checkout"));

    assertThat(same.read("file", LIMIT)).contains("x");
    assertThat(same.folders("")).containsExactly("folder");
    assertThat(same.folders("folder")).containsExactly("inner");
  }

  @Test
  void aHugeFileIsNotReadWhole() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("huge").toFile(), "rw")) {
      file.setLength(1L << 36);
    }
    Files.writeString(root.resolve("just"), "x".repeat(LIMIT));

    refused("huge", "huge has more than 100 bytes");
    assertThat(tree.read("just", LIMIT)).contains("x".repeat(LIMIT));
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    Files.write(root.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});

    refused("binary", "is no UTF-8 text");
  }

  /** Opening one would wait for somebody to write. */
  @Test
  void aPipeIsNoFile() throws Exception {
    new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor();
    assertThat(root.resolve("pipe")).exists();

    assertThat(tree.read("pipe", LIMIT)).isEmpty();
    assertThat(tree.folders("pipe")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "../a\u001b[2Jb", "../a\nb"})
  void aNameThatIsNoneIsRefused(String path) {
    refused(path, "");
  }

  @Test
  void namesTheFoldersAndNothingElse() throws IOException {
    Files.createDirectories(root.resolve("f/b"));
    Files.createDirectories(root.resolve("f/a"));
    Files.writeString(root.resolve("f/file"), "x");
    Files.createSymbolicLink(root.resolve("f/link"), temporary);

    assertThat(tree.folders("f")).containsExactly("a", "b");
    assertThat(tree.folders("f/file")).isEmpty();
    assertThat(tree.folders("f/link")).isEmpty();
    assertThat(tree.folders("none")).isEmpty();
  }

  @Test
  void aFolderWithTooManyIsRefused() throws IOException {
    for (int i = 0; i <= 1_000; i++) {
      Files.createDirectories(root.resolve("many/" + i));
    }

    assertThatExceptionOfType(UnreadableSourceException.class)
        .isThrownBy(() -> tree.folders("many"))
        .withMessageContaining("many has more than 1,000 folders");
  }
}
