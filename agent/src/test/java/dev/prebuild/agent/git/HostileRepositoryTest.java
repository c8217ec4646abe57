package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.Sources;
import dev.prebuild.snapshot.source.UnreadableSourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories that mean harm. */
final class HostileRepositoryTest {
  @TempDir Path temporary;
  private GitRepository app;
  private GitFixture git;
  private Path trace;

  @BeforeEach
  void make() throws Exception {
    app = GitRepository.create(temporary.resolve("remote/app"));
    git = new GitFixture(temporary);
    trace = temporary.resolve("trace");
  }

  private Path program(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\necho x >> '%s'\ncat\n".formatted(trace));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  @Test
  void nothingThatItBringsIsRun() throws Exception {
    Path program = program(app.folder().resolve("program"));
    Files.writeString(
        app.folder().resolve(".gitattributes"),
        "* filter=evil diff=evil merge=evil textconv=evil\n");
    Files.writeString(
        app.folder().resolve("config"),
        "[core]\n\tfsmonitor = %1$s\n\tsshCommand = %1$s\n[filter \"evil\"]\n\tsmudge = %1$s\n"
            .formatted(program));
    for (String hook : List.of("post-checkout", "post-merge", "reference-transaction")) {
      program(app.folder().resolve("hooks/" + hook));
      program(app.folder().resolve(".githooks/" + hook));
    }
    app.commit("evil");

    Sources sources = git.fetch(app.url());
    git.fetch(app.url());

    assertThat(sources.checkout().resolve("program")).exists();
    assertThat(sources.checkout().resolve(".git/hooks")).doesNotExist();
    assertThat(trace).doesNotExist();
  }

  /** A folder that looks like a bare repository, with a config of its own, where a submodule is. */
  @Test
  void aRepositoryWithinItIsNotLookedInto() throws Exception {
    Path program = program(app.folder().resolve("program"));
    Path bare = app.folder().resolve("bare");
    Files.createDirectories(bare.resolve("objects"));
    Files.createDirectories(bare.resolve("refs"));
    Files.writeString(bare.resolve("HEAD"), "ref: refs/heads/main\n");
    Files.writeString(bare.resolve("objects/keep"), "");
    Files.writeString(bare.resolve("refs/keep"), "");
    Files.writeString(
        bare.resolve("config"), "[core]\n\tbare = false\n\tfsmonitor = %s\n".formatted(program));
    Files.writeString(
        app.folder().resolve(".gitmodules"), "[submodule \"bare\"]\n\tpath = bare\n\turl = ./x\n");
    app.commit("nested");

    Sources sources = git.fetch(app.url());

    assertThat(sources.checkout().resolve("bare/config")).exists();
    assertThat(trace).doesNotExist();
  }

  @Test
  void aLinkOutOfItStaysALinkAndIsNotFollowed() throws Exception {
    Path secret = Files.writeString(temporary.resolve("secret"), "secret");
    Files.createSymbolicLink(app.folder().resolve("link"), secret);
    Files.createSymbolicLink(app.folder().resolve("folder"), temporary);
    Files.createSymbolicLink(app.folder().resolve("up"), Path.of("../../../../../../etc"));
    app.commit("links");

    Sources sources = git.fetch(app.url());

    assertThat(sources.checkout().resolve("link")).isSymbolicLink();
    assertThat(sources.tree().read("link", 100)).isEmpty();
    assertThat(sources.tree().folders("folder")).isEmpty();
    assertThatExceptionOfType(UnreadableSourceException.class)
        .isThrownBy(() -> sources.tree().read("folder/secret", 100));
    assertThatExceptionOfType(UnreadableSourceException.class)
        .isThrownBy(() -> sources.tree().read("up/hostname", 100));
  }

  @Test
  void filesNamedLikeOptionsAreFiles() throws Exception {
    for (String name :
        List.of("--help", "-rf", "--upload-pack=touch trace", "a\u001b[2Jb", "a\nb")) {
      Files.writeString(app.folder().resolve(name), "x");
    }
    String commit = app.commit("names");

    Sources sources = git.fetch(app.url());

    assertThat(sources.commit()).isEqualTo(commit);
    assertThat(sources.checkout().resolve("--upload-pack=touch trace")).exists();
    assertThat(new GitRepository(sources.checkout()).git("status", "--short")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-x", "--upload-pack=touch${IFS}trace", "$(touch${IFS}trace)", "ü", "a'b"})
  void aDefaultBranchOfAnyNameIsCheckedOut(String name) throws Exception {
    String commit = app.commit("there");
    app.git("update-ref", "refs/heads/" + name, commit);
    app.git("symbolic-ref", "HEAD", "refs/heads/" + name);

    assertThat(git.fetch(app.url()).commit()).isEqualTo(commit);
  }

  /** Git writes no such names; a server may tell them all the same. */
  @Test
  void branchNamesWithControlCharactersDoNoHarm() throws Exception {
    String commit = app.commit("there");
    Files.writeString(
        app.folder().resolve(".git/packed-refs"),
        "# pack-refs with: peeled fully-peeled sorted \n%1$s refs/heads/a\u001b[2Jb\n"
            .formatted(commit));

    assertThat(git.fetch(app.url()).commit()).isEqualTo(commit);
    assertThat(git.log).noneMatch(line -> line.contains("\u001b"));
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> git.fetch(app.url(), "a\u001b[2Jb"))
        .withMessageContaining("'a?[2Jb' is refused");
  }

  @Test
  void anotherRepositorysObjectsAreNoPartOfIt() throws Exception {
    GitRepository other = GitRepository.create(temporary.resolve("remote/other"));
    String secret = other.commit("secret");
    Files.writeString(app.folder().resolve("alternates"), other.folder() + "/.git/objects\n");
    Files.createDirectories(app.folder().resolve("objects/info"));
    Files.writeString(
        app.folder().resolve("objects/info/alternates"), other.folder() + "/.git/objects\n");
    app.commit("alternates");

    Sources sources = git.fetch(app.url());

    assertThat(sources.checkout().resolve(".git/objects/info/alternates")).doesNotExist();
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> git.fetch(app.url(), secret))
        .withMessageContaining("no such branch, tag or commit");
  }

  @Test
  void theAgentsOwnFoldersAreNoRepositories() throws Exception {
    git.fetch(app.url());
    Files.createSymbolicLink(temporary.resolve("way"), git.mirror(app.url()));

    for (String url :
        List.of("file://" + git.mirror(app.url()), "file://" + temporary.resolve("way"))) {
      assertThatExceptionOfType(PrebuildException.class)
          .isThrownBy(() -> git.fetch(url))
          .withMessageContaining("a folder of the agent's own");
    }
  }
}
