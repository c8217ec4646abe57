package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real git, real repositories. */
final class GitSourcesTest {
  private static final UUID ID = new UUID(6, 6);
  private static final String PASSWORD = "geheim-42";

  @TempDir Path temporary;
  private Path sources;
  private Path runtime;
  private GitRepository remote;
  private GitFixture fixture;
  private GitSources git;

  @BeforeEach
  void makeRemote() throws IOException, InterruptedException {
    sources = temporary.resolve("state/sources");
    runtime = temporary.resolve("runtime");
    remote = GitRepository.create(temporary.resolve("remote/app"));
    fixture = new GitFixture(temporary);
    git = fixture.open();
  }

  private Path fetch(Optional<String> ref) throws InterruptedException {
    return fetch(new Repository(remote.url(), ref, Optional.empty(), OptionalInt.empty()));
  }

  /** The checkout itself, at the workspace's path below the root. */
  private Path fetch(Repository repository) throws InterruptedException {
    return git.fetch(ID, repository).checkout();
  }

  private Repository withCredentials(String url) {
    return new Repository(
        url,
        Optional.empty(),
        Optional.of(new Repository.Credentials("bot", new Secret(PASSWORD))),
        OptionalInt.empty());
  }

  @Test
  void fetchesTheDefaultBranch() throws IOException, InterruptedException {
    remote.commit("second");

    Path checkout = fetch(Optional.empty());

    assertThat(checkout).isEqualTo(sources.resolve(ID + "/workspaces/app"));
    assertThat(checkout.resolve("second")).hasContent("second");
    assertThat(checkout.resolve(".git")).isDirectory();
  }

  @ParameterizedTest
  @CsvSource({"branch", "tag", "short", "long"})
  void fetchesARef(String kind) throws IOException, InterruptedException {
    remote.git("checkout", "--quiet", "-b", "feature/x");
    String commit = remote.commit("wanted");
    remote.git("tag", "v1.0");
    remote.commit("later");
    remote.git("branch", "only-wanted", commit);
    remote.git("checkout", "--quiet", "main");
    String ref =
        switch (kind) {
          case "branch" -> "only-wanted";
          case "tag" -> "v1.0";
          case "short" -> commit.substring(0, 10);
          default -> commit;
        };

    Path checkout = fetch(Optional.of(ref));

    assertThat(checkout.resolve("wanted")).exists();
    assertThat(checkout.resolve("later")).doesNotExist();
  }

  @Test
  void aFileOfTheRefsNameIsNoRef() {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> fetch(Optional.of("first")))
        .withMessageContaining("no ref 'first'");
  }

  @Test
  void aRefThatIsNotThereIsNamed() {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> fetch(Optional.of("no-such-branch")))
        .withMessageContaining("no-such-branch")
        .withMessageContaining(remote.url());
  }

  @Test
  void aRefThatLooksLikeAnOptionIsRefused() {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> fetch(Optional.of("--orphan=x")))
        .withMessageContaining("refused");
    assertThat(sources.resolve(ID.toString())).doesNotExist();
  }

  @Test
  void aRepositoryThatIsNotThereIsNamed() {
    String url = "file://" + temporary.resolve("remote/none");

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(
            () ->
                fetch(new Repository(url, Optional.empty(), Optional.empty(), OptionalInt.empty())))
        .withMessageContaining("cloning " + url)
        .withMessageContaining("not there");
  }

  @Test
  void whatAnEarlierTryHasLeftIsGone() throws IOException, InterruptedException {
    Path left = Files.createDirectories(sources.resolve(ID + "/workspaces/app/old"));
    Files.writeString(left.resolve("file"), "old");

    Path checkout = fetch(Optional.empty());

    assertThat(checkout.resolve("old")).doesNotExist();
    assertThat(checkout.resolve("first")).exists();
  }

  @Test
  void hooksAreNotRun() throws IOException, InterruptedException {
    Path trace = temporary.resolve("trace");
    Path hook =
        Files.writeString(
            remote.folder().resolve(".git/hooks/post-checkout"),
            "#!/bin/sh\ntouch '%s'\n".formatted(trace));
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    remote.git("checkout", "--quiet", "-b", "one");
    assertThat(trace).as("the hook works at all").exists();
    Files.delete(trace);

    CloneLog log = new CloneLog(fixture, ID, Mask.of(GitFixture.publicly(remote.url())));
    Git.local(log).in(remote.folder()).run("checking out", "checkout", "--quiet", "-b", "two");

    assertThat(remote.git("branch", "--show-current")).isEqualTo("two");
    assertThat(trace).doesNotExist();
  }

  @Test
  void credentialsAreGoneAfterwardsAndNeverInTheClone() throws IOException, InterruptedException {
    Path checkout = fetch(withCredentials(remote.url()));

    assertThat(runtime).isEmptyDirectory();
    assertThat(checkout.resolve(".git/config")).content().doesNotContain(PASSWORD, "helper");
    try (Stream<Path> files = Files.walk(sources)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                      .doesNotContain(PASSWORD));
    }
  }

  @Test
  void credentialsAreGoneAfterAFailureToo() {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> fetch(withCredentials("file:///no/such/repository")))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(PASSWORD));
    assertThat(runtime).isEmptyDirectory();
  }

  /** A server that takes the connection and says nothing: nothing but the interrupt ends it. */
  @Test
  void anInterruptEndsAClone()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Repository repository =
          new Repository(
              "https://127.0.0.1:%d/app.git".formatted(silent.getLocalPort()),
              Optional.empty(),
              Optional.empty(),
              OptionalInt.empty());
      CompletableFuture<String> end = new CompletableFuture<>();
      Thread cloning =
          Thread.startVirtualThread(
              () -> {
                try {
                  git.fetch(ID, repository);
                  end.complete("cloned");
                } catch (InterruptedException e) {
                  end.complete("interrupted");
                } catch (RuntimeException e) {
                  end.completeExceptionally(e);
                }
              });
      try (Socket connection = silent.accept()) {
        cloning.interrupt();

        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("interrupted");
        // Git is dead: its end of the connection is closed.
        connection.setSoTimeout(30_000);
        assertThat(connection.getInputStream().readAllBytes()).isNotNull();
      }
    }
  }

  @Test
  void clearsAwayWhatACrashHasLeftAndNothingElse() throws IOException, InterruptedException {
    fetch(Optional.empty());
    Files.createDirectories(sources.resolve("lost+found"));
    Path password = Files.writeString(runtime.resolve("git-" + ID), PASSWORD);
    Path other = Files.createDirectory(runtime.resolve("containers"));

    git.removeAll();

    assertThat(sources).doesNotExist();
    assertThat(password).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void removingWhatIsNotThereIsNoError() {
    git.remove(ID);
    git.removeAll();

    assertThat(sources).doesNotExist();
  }

  @Test
  void aLinkInTheCloneIsRemovedAndNotFollowed() throws IOException, InterruptedException {
    Path precious = Files.writeString(temporary.resolve("precious"), "x");
    Files.createSymbolicLink(remote.folder().resolve("link"), temporary);
    remote.commit("link-too");
    Path checkout = fetch(Optional.empty());
    assertThat(checkout.resolve("link")).isSymbolicLink();

    git.remove(ID);

    assertThat(precious).exists();
    assertThat(sources.resolve(ID.toString())).doesNotExist();
  }
}
