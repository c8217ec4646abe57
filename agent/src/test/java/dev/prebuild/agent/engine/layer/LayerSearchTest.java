package dev.prebuild.agent.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.snapshot.secrets.NeedleSearch;
import dev.prebuild.snapshot.secrets.Needles;
import dev.prebuild.snapshot.secrets.SearchReport;
import dev.prebuild.snapshot.secrets.SearchTally;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a folder that could be a layer. */
@Timeout(60)
final class LayerSearchTest {
  private static final String SECRET = "swordfish-of-ours";
  private static final NeedleSearch NEEDLES =
      Needles.of(
              new Repository(
                  "https://git.example/app.git",
                  Optional.empty(),
                  Optional.of(new Repository.Credentials("bot", new Secret(SECRET))),
                  OptionalInt.empty()))
          .search();

  @TempDir private Path root;

  private SearchReport search(long mostBytes) throws IOException, InterruptedException {
    SearchTally tally = new SearchTally(NEEDLES, mostBytes);
    LayerSearch.search(root, NEEDLES, tally);
    return tally.report();
  }

  private Path write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  @Test
  void whatIsCleanHasNoHits() throws Exception {
    write("root/.npmrc", "swordfish-of-others");
    write("empty", "");

    assertThat(search(1_000)).isEqualTo(new SearchReport(List.of(), 19, 0, List.of()));
  }

  @Test
  void filesAreNamedAsInTheContainer() throws Exception {
    write("root/.npmrc", "token=" + SECRET);
    write("workspaces/app/.git/config", "url = https://bot:" + SECRET + "@git.example");
    write("workspaces/app/README", "read me");

    assertThat(search(1_000).hits()).containsExactly("/root/.npmrc", "/workspaces/app/.git/config");
  }

  @Test
  void itIsFoundFarIntoALargeFile() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("large").toFile(), "rw")) {
      file.seek((50L << 20) - 5);
      file.write(SECRET.getBytes(StandardCharsets.UTF_8));
      file.setLength(60L << 20);
    }

    assertThat(search(60L << 20).hits()).containsExactly("/large");
  }

  @Test
  void namesAndTargetsOfLinksAreSearchedAndNotTold() throws Exception {
    write("a/" + SECRET + "/file", "harmless");
    Files.createDirectories(root.resolve("b/x" + SECRET));
    Files.createSymbolicLink(root.resolve("c"), Path.of("/nowhere/" + SECRET));
    Files.createSymbolicLink(root.resolve("d-" + SECRET), Path.of("/nowhere"));

    assertThat(search(1_000).hits())
        .containsExactly("a name in /a", "a name in /b", "/c", "a name in /");
  }

  @Test
  void linksAreNotFollowed(@TempDir Path elsewhere) throws Exception {
    Files.writeString(elsewhere.resolve("secret"), SECRET);
    Files.createSymbolicLink(root.resolve("file"), elsewhere.resolve("secret"));
    Files.createSymbolicLink(root.resolve("folder"), elsewhere);
    Files.createSymbolicLink(root.resolve("loop"), root);

    SearchReport report = search(1_000);
    Files.delete(root.resolve("file"));
    Files.delete(root.resolve("folder"));

    assertThat(report).isEqualTo(new SearchReport(List.of(), 0, 0, List.of()));
  }

  /** Opening a pipe would wait for ever. */
  @Test
  void nothingButFilesIsOpened() throws Exception {
    Process process = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
    assertThat(process.waitFor()).isZero();
    write("z", SECRET);

    assertThat(search(1_000).hits()).containsExactly("/z");
  }

  @Test
  void whatIsLargerThanWhatIsLeftIsNotSearched() throws Exception {
    write("a", "x".repeat(60));
    write("b", "x".repeat(50));
    write("c", SECRET);
    write("d", "x".repeat(30));

    assertThat(search(100))
        .isEqualTo(new SearchReport(List.of("/c"), 60 + 17, 80, List.of("/b", "/d")));
  }

  @Test
  void aLargeFileOfManyNamesIsSearchedOnce() throws Exception {
    Path first = write("a", "x".repeat(100_000));
    Files.createLink(root.resolve("b"), first);
    Files.createLink(root.resolve("c"), first);
    write("d", "y".repeat(100_000));

    assertThat(search(1_000_000)).isEqualTo(new SearchReport(List.of(), 200_000, 0, List.of()));
  }

  @Test
  void fiveHitsAreEnough() throws Exception {
    for (int i = 0; i < 9; i++) {
      write("file" + i, SECRET);
    }

    assertThat(search(1_000).hits())
        .containsExactly("/file0", "/file1", "/file2", "/file3", "/file4");
    assertThat(search(1_000).searchedBytes()).isEqualTo(5L * SECRET.length());
  }

  @Test
  void unusualNamesArePassed() throws Exception {
    write("new\nline\t/-rf", SECRET);
    write("ünï/{}'\"\\", SECRET);
    Process process =
        new ProcessBuilder("sh", "-c", "echo %s > \"$(printf '\\377')\"".formatted(SECRET))
            .directory(root.toFile())
            .start();
    assertThat(process.waitFor()).isZero();

    assertThat(search(1_000).hits())
        .hasSize(3)
        .contains("/new?line?/-rf", "/ünï/{}'\"\\")
        .noneMatch(hit -> hit.contains(SECRET));
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    write("a", "x");
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> search(1_000));
    assertThat(Thread.interrupted()).as("it is told once").isFalse();
  }
}
