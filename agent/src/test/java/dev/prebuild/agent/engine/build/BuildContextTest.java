package dev.prebuild.agent.engine.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.PrebuildException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent of a checkout, read back from the archive. */
final class BuildContextTest {
  @TempDir private Path checkout;
  @TempDir private Path elsewhere;

  @BeforeEach
  void fill() throws IOException {
    Files.writeString(elsewhere.resolve("secret"), "secret");
    Files.writeString(elsewhere.resolve("Dockerfile"), "FROM elsewhere\n");
    Files.writeString(checkout.resolve("Dockerfile"), "FROM x\n");
    Files.createDirectories(checkout.resolve("context"));
    Files.writeString(checkout.resolve("context/file"), "content");
  }

  private static ImageSource.Built built(String context, String dockerfile) {
    return new ImageSource.Built(context, dockerfile, Map.of(), Optional.empty(), List.of());
  }

  private Map<String, String> sent(String context, String dockerfile) throws IOException {
    BuildContext of = BuildContext.of(checkout, built(context, dockerfile), Map.of("key", "value"));
    Map<String, String> sent = new TreeMap<>();
    try (ContextArchive archive = of.open();
        TarArchiveInputStream tar = new TarArchiveInputStream(archive.content())) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String earlier =
            sent.put(
                entry.getName().replaceFirst("^\\./", ""),
                new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        assertThat(earlier).as(entry.getName()).isNull();
      }
    }
    return sent;
  }

  @Test
  void theDockerfileComesAlongUnderANameThatTheBuildCannotCopy() throws IOException {
    assertThat(sent("context", "Dockerfile"))
        .isEqualTo(
            Map.of(
                "file",
                "content",
                ".prebuild.dockerfile",
                "FROM x\nLABEL \"key\"=\"value\"\n",
                ".dockerignore",
                ".dockerignore\n.prebuild.dockerfile\n"));
  }

  @Test
  void linksAreSentAsTheyAre() throws IOException {
    Files.createSymbolicLink(checkout.resolve("context/link"), elsewhere.resolve("secret"));
    Files.createSymbolicLink(checkout.resolve("context/folder"), elsewhere);

    assertThat(sent("context", "Dockerfile"))
        .containsEntry("link", "")
        .containsEntry("folder", "")
        .doesNotContainValue("secret");
  }

  @Test
  void linksWithinTheRepositoryLeadToTheirTargets() throws IOException {
    Files.createSymbolicLink(checkout.resolve("linked"), Path.of("context"));
    Files.createSymbolicLink(checkout.resolve("Linkfile"), Path.of("Dockerfile"));
    Files.createSymbolicLink(checkout.resolve("context/.dockerignore"), Path.of("../rules"));
    Files.writeString(checkout.resolve("rules"), "file\n");

    assertThat(sent("linked", "Linkfile"))
        .containsOnlyKeys(".prebuild.dockerfile", ".dockerignore")
        .containsEntry(".dockerignore", "file\n\n.prebuild.dockerfile\n");
  }

  @ParameterizedTest
  @CsvSource({
    "away,          Dockerfile,      away leads out of the repository",
    "away/deeper,   Dockerfile,      away/deeper leads out of the repository",
    "..,            Dockerfile,      .. leads out of the repository",
    "'',            Awayfile,        Awayfile leads out of the repository",
    "'',            away/Dockerfile, away/Dockerfile leads out of the repository",
    "'',            ../not-there,    there is no file ../not-there in the repository",
    "ignoring,      Dockerfile,      ignoring/.dockerignore leads out of the repository",
    "'',            context,         context is no plain file",
    "'',            pipe,            pipe is no plain file",
    "context/file,  Dockerfile,      there is no folder context/file in the repository",
    "'',            large,           'large has more than 1,048,576 bytes; make it smaller'"
  })
  void whatIsNotInTheRepositoryIsRefused(String context, String dockerfile, String message)
      throws Exception {
    Files.createDirectories(elsewhere.resolve("deeper"));
    Files.createSymbolicLink(checkout.resolve("away"), elsewhere);
    Files.createSymbolicLink(checkout.resolve("Awayfile"), elsewhere.resolve("Dockerfile"));
    Files.createDirectories(checkout.resolve("ignoring"));
    Files.createSymbolicLink(
        checkout.resolve("ignoring/.dockerignore"), elsewhere.resolve("secret"));
    Files.write(checkout.resolve("large"), new byte[1024 * 1024 + 1]);
    assertThat(new ProcessBuilder("mkfifo", checkout.resolve("pipe").toString()).start().waitFor())
        .isZero();

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> sent(context, dockerfile))
        .withMessageContaining(message);
  }

  /** Half of an archive would be built from as if it were all. */
  @Test
  void anArchiveThatIsCutOffFails() throws IOException {
    try (var file = new RandomAccessFile(checkout.resolve("large").toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    ContextArchive archive = BuildContext.of(checkout, built("", "Dockerfile"), Map.of()).open();
    assertThat(archive.content().readNBytes(100_000)).hasSize(100_000);

    archive.close();

    assertThatIOException()
        .isThrownBy(() -> archive.content().transferTo(OutputStream.nullOutputStream()));
    assertThat(archive.failure()).isPresent();
  }
}
