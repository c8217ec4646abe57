package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.files.FolderTree;
import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import dev.prebuild.snapshot.host.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mirrors after a crash, or after a disk has failed. */
final class DamagedMirrorTest {
  private static final int LARGE = 400_000;

  private static TestCertificate certificate;

  @TempDir Path temporary;
  private ServedRepository served;
  private GitRepository remote;
  private TestGitServer server;
  private GitFixture git;
  private String url;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.make(folder);
  }

  @BeforeEach
  void serve() throws Exception {
    served = ServedRepository.serve(temporary, certificate);
    remote = served.remote();
    server = served.server();
    git = served.git();
    url = served.url();
    large("large");
  }

  @AfterEach
  void close() {
    served.close();
  }

  private String large(String name) throws IOException, InterruptedException {
    byte[] content = new byte[LARGE];
    new Random(name.hashCode()).nextBytes(content);
    Files.write(remote.folder().resolve(name), content);
    return remote.commit(name + "-too");
  }

  enum Damage {
    NO_HEAD,
    EMPTY,
    A_FILE,
    PACKS_GONE,
    PACK_CUT,
    PACK_WRONG,
    BROKEN_REF,
    LOCKED_REF,
    LOCKED_PACKED_REFS,
    KILLED
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedMirrorIsMadeAnew(Damage damage) throws Exception {
    git.fetch(url);
    Path mirror = git.mirror(url);
    damage(mirror, damage);
    String commit = remote.commit("later");

    Sources sources = git.fetch(url);

    assertThat(sources.commit()).isEqualTo(commit);
    assertThat(sources.checkout().resolve("later")).exists();
    assertThat(sources.checkout().resolve("large")).hasSize(LARGE);
    assertThat(new GitRepository(sources.checkout()).git("fsck", "--full")).isEmpty();
    server.takeBytes();
    git.fetch(url);
    assertThat(server.takeBytes()).isLessThan(LARGE / 10L);
    assertThat(git.told).endsWith("HIT", "cloned, nothing fetched");
  }

  private static void damage(Path mirror, Damage damage) throws IOException {
    switch (damage) {
      case NO_HEAD -> Files.delete(mirror.resolve("HEAD"));
      case EMPTY -> {
        FolderTree.remove(mirror);
        Files.createDirectory(mirror);
      }
      case A_FILE -> {
        FolderTree.remove(mirror);
        Files.writeString(mirror, "x");
      }
      case PACKS_GONE -> FolderTree.remove(mirror.resolve("objects/pack"));
      case PACK_CUT -> change(mirror, content -> Arrays.copyOf(content, LARGE / 2));
      case PACK_WRONG ->
          change(
              mirror,
              content -> {
                Arrays.fill(content, LARGE / 2, LARGE / 2 + 100, (byte) 7);
                return content;
              });
      case BROKEN_REF -> Files.writeString(mirror.resolve("refs/heads/main"), "");
      case LOCKED_REF -> Files.writeString(mirror.resolve("refs/heads/main.lock"), "");
      case LOCKED_PACKED_REFS -> Files.writeString(mirror.resolve("packed-refs.lock"), "");
      case KILLED -> {
        Files.writeString(mirror.resolve("prebuild-fetching"), "");
        Files.writeString(mirror.resolve("refs/heads/main.lock"), "");
        Files.writeString(mirror.resolve("objects/pack/tmp_pack_abc"), "half");
      }
    }
  }

  private static void change(Path mirror, UnaryOperator<byte[]> change) throws IOException {
    try (Stream<Path> files = Files.list(mirror.resolve("objects/pack"))) {
      Path pack = files.filter(file -> file.toString().endsWith(".pack")).findFirst().orElseThrow();
      byte[] content = Files.readAllBytes(pack);
      // A new file: the clone of before shares the old one.
      Files.delete(pack);
      Files.write(pack, change.apply(content));
    }
  }

  @Test
  void whatAKilledFetchHasLeftIsSweptAndTheRestIsKept() throws Exception {
    git.fetch(url);
    damage(git.mirror(url), Damage.KILLED);
    server.takeBytes();

    git.fetch(url);

    assertThat(server.takeBytes()).isLessThan(LARGE / 10L);
    assertThat(git.mirror(url).resolve("objects/pack/tmp_pack_abc")).doesNotExist();
    assertThat(git.mirror(url).resolve("prebuild-fetching")).doesNotExist();
  }
}
