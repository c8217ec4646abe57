package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.Sources;
import io.dropwizard.util.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Second clones, over HTTPS from git's own server. */
final class MirrorsTest {
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

  @Test
  void theSecondCloneFetchesOnlyWhatIsNew() throws Exception {
    git.fetch(url);
    assertThat(server.takeBytes()).isGreaterThan(LARGE);
    String commit = remote.commit("small");

    Sources sources = git.fetch(url);

    assertThat(server.takeBytes()).isBetween(1L, LARGE / 10L);
    assertThat(sources.commit()).isEqualTo(commit);
    assertThat(sources.checkout().resolve("small")).exists();
    assertThat(git.told)
        .containsExactly("MISS", "cloned, bytes fetched", "HIT", "cloned, bytes fetched");
    assertThat(git.log).anyMatch(line -> line.contains("cloned at commit " + commit));
  }

  @Test
  void aCloneSharesItsObjectsWithTheMirror() throws Exception {
    Sources sources = git.fetch(url);

    try (Stream<Path> files = Files.walk(sources.checkout().resolve(".git/objects"))) {
      List<Path> packs = files.filter(file -> file.toString().endsWith(".pack")).toList();
      assertThat(packs)
          .isNotEmpty()
          .allSatisfy(pack -> assertThat(Files.getAttribute(pack, "unix:nlink")).isEqualTo(2));
    }
  }

  @Test
  void branchesThatAreGoneAreGoneAndThoseThatWereRewrittenAreNew() throws Exception {
    remote.git("branch", "topic");
    git.fetch(url, "topic");
    remote.git("branch", "-D", "topic");
    remote.git("branch", "topic/below");
    remote.git("commit", "--quiet", "--amend", "--message=rewritten");
    String rewritten = remote.git("rev-parse", "HEAD");

    assertThat(git.fetch(url).commit()).isEqualTo(rewritten);
    assertThat(git.fetch(url, "topic/below").commit()).isNotEqualTo(rewritten);
    assertThatExceptionOfType(PrebuildException.class).isThrownBy(() -> git.fetch(url, "topic"));
  }

  @Test
  void aMirrorServesNobodyWhomTheServerRefuses() throws Exception {
    server.demand("app", "bot", GitFixture.PASSWORD);
    git.fetch(GitFixture.privately(url));
    assertThat(git.mirror(url)).isDirectory();

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> git.fetch(url))
        .withMessageContaining("credentials");
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> git.fetch(GitFixture.privately(url, "another")))
        .withMessageContaining("credentials")
        .withMessageNotContaining("another");
    assertThat(git.told).contains("DENIED");
  }

  @Test
  void mirrorsSurviveARestartAndClonesDoNot() throws Exception {
    Sources sources = git.fetch(url);

    git.open().removeAll();

    assertThat(sources.checkout()).doesNotExist();
    assertThat(git.mirror(url)).isDirectory();
    assertThat(git.open().mirrorBytes()).isGreaterThan(LARGE);
  }

  @Test
  void whatWasHalfMadeIsRemovedAtTheNextStart() throws Exception {
    Path half =
        Files.createDirectories(temporary.resolve("state/mirrors").resolve("abc.part/refs"));

    git.open();

    assertThat(half.getParent()).doesNotExist();
  }

  @Test
  void aPrebuildDoesNotWaitForOneThatIsStuck() throws Exception {
    git.waiting(Duration.ofSeconds(60), Duration.ofMillis(200));
    GitSources sources = git.open();
    sources.fetch(UUID.randomUUID(), GitFixture.publicly(url));
    String commit = remote.commit("later");
    Thread stuck = stuckFetch(sources);
    try {
      server.stall("");

      Sources second = sources.fetch(UUID.randomUUID(), GitFixture.publicly(url));

      assertThat(second.commit()).isEqualTo(commit);
      assertThat(git.told).contains("BYPASSED");
      assertThat(new GitRepository(second.checkout()).git("status", "--short", "--branch"))
          .isEqualTo("## main...origin/main");
    } finally {
      stuck.interrupt();
      stuck.join();
    }
  }

  /** Holds the mirror, as a fetch would whose server says nothing more. */
  private Thread stuckFetch(GitSources sources) throws Exception {
    // The question which refs there are is asked before anybody has the mirror.
    server.stall("/git-upload-pack", 1);
    int before = posts();
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              try {
                sources.fetch(UUID.randomUUID(), GitFixture.publicly(url));
              } catch (InterruptedException _) {
                // As wanted.
              }
            });
    Eventually.isTrue("the fetch is stuck", () -> posts() > before + 1);
    return thread;
  }

  private int posts() {
    return (int) server.requests().stream().filter(asked -> asked.method().equals("POST")).count();
  }

  @Test
  void mirrorsThatWereNotUsedForLongestGoFirst() throws Exception {
    for (String name : List.of("one", "two", "three")) {
      GitRepository repository = GitRepository.create(temporary.resolve("served/" + name));
      byte[] content = new byte[LARGE];
      new Random(name.hashCode()).nextBytes(content);
      Files.write(repository.folder().resolve("large"), content);
      repository.commit("more");
    }
    GitSources all = git.open();
    for (String name : List.of("one", "two")) {
      all.fetch(UUID.randomUUID(), GitFixture.publicly(server.url(name + "/.git")));
    }
    Files.setLastModifiedTime(
        git.mirror(server.url("two/.git")).resolve("prebuild-used"),
        FileTime.from(Instant.EPOCH.plusSeconds(5)));
    git.mirrorsUpTo(DataSize.bytes(LARGE * 5L / 2));

    git.fetch(server.url("three/.git"));

    assertThat(git.mirror(server.url("one/.git"))).isDirectory();
    assertThat(git.mirror(server.url("two/.git"))).doesNotExist();
    assertThat(git.mirror(server.url("three/.git"))).isDirectory();
    assertThat(git.open().mirrorBytes()).isLessThan(LARGE * 5L / 2);
  }

  @Test
  void withoutRoomForMirrorsClonesWorkAllTheSame() throws Exception {
    git.mirrorsUpTo(DataSize.bytes(0));

    Sources sources = git.fetch(url);

    assertThat(sources.checkout().resolve("large")).hasSize(LARGE);
    assertThat(git.mirror(url)).doesNotExist();
    assertThat(new GitRepository(sources.checkout()).git("fsck")).isEmpty();
  }

  @Test
  void manyPacksAreMadeFew() throws Exception {
    git.fetch(url);
    for (int i = 0; i < 45; i++) {
      remote.commit("more-" + i);
      new ProcessBuilder(
              "git",
              "--git-dir=" + git.mirror(url),
              "-c",
              "fetch.unpackLimit=1",
              "fetch",
              "--quiet",
              "file://" + remote.folder(),
              "+refs/heads/*:refs/heads/*")
          .start()
          .waitFor();
    }

    Sources sources = git.fetch(url);

    try (Stream<Path> packs = Files.list(git.mirror(url).resolve("objects/pack"))) {
      assertThat(packs.filter(file -> file.toString().endsWith(".pack"))).hasSizeLessThan(40);
    }
    assertThat(sources.checkout().resolve("more-44")).exists();
  }

  @Test
  void aShallowCloneHasAsManyCommitsAsWereAskedFor() throws Exception {
    remote.commit("second");
    String commit = remote.commit("third");

    Sources sources = git.fetch(GitFixture.shallow(url, 2));

    GitRepository clone = new GitRepository(sources.checkout());
    assertThat(clone.git("rev-list", "--count", "HEAD")).isEqualTo("2");
    assertThat(sources.commit()).isEqualTo(commit);
    assertThat(clone.git("status", "--short", "--branch")).isEqualTo("## main...origin/main");
    assertThat(clone.git("remote", "get-url", "origin")).isEqualTo(url);
  }
}
