package dev.prebuild.agent.git;

import dev.prebuild.agent.files.FolderTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A bare repository with the branches and tags of one URL. It knows neither the URL nor any
 * credentials: each fetch brings its own, so nothing is had here that the server would not give.
 */
record Mirror(Path folder) {
  /** There while a fetch is under way; one that is found was left by a fetch that was killed. */
  private static final String FETCHING = "prebuild-fetching";

  /** Many packs make every look for an object slow. */
  private static final int MOST_PACKS = 40;

  private static final String HEADS = "refs/heads/";

  boolean exists() {
    return Files.isDirectory(folder);
  }

  /** Fetches what is new, or all there is; a mirror that is not complete is never seen. */
  void update(Git git, Origin origin, RemoteRefs refs) throws IOException, InterruptedException {
    if (exists()) {
      fetch(git, origin, refs);
      return;
    }
    Mirror unfinished =
        new Mirror(folder.resolveSibling(folder.getFileName() + Mirrors.UNFINISHED));
    try {
      FolderTree.remove(unfinished.folder);
      Files.createDirectories(folder.getParent());
      git.run(
          "making a mirror",
          "init",
          "--quiet",
          "--bare",
          "--template=",
          "--",
          unfinished.folder.toString());
      unfinished.fetch(git, origin, refs);
      // Whatever has this name is no mirror.
      FolderTree.remove(folder);
      Files.move(unfinished.folder, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FolderTree.remove(unfinished.folder);
    }
  }

  private void fetch(Git git, Origin origin, RemoteRefs refs)
      throws IOException, InterruptedException {
    Path mark = folder.resolve(FETCHING);
    if (Files.exists(mark)) {
      sweep();
    }
    Files.writeString(mark, "");
    Git here = git.with(origin.options()).on(folder);
    List<String> refspecs =
        new ArrayList<>(List.of("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"));
    refspecs.addAll(refs.target().more());
    here.run("fetching " + origin.url(), Fetch.arguments(origin.url(), refspecs, "--prune"));
    if (refs.target() instanceof Target.Commit commit
        && commit.isWhole()
        && !Fetch.has(here, commit)) {
      List<String> refspec = List.of("+%s:%s".formatted(commit.id(), Target.WANTED));
      here.run(
          "fetching commit %s of %s".formatted(commit.id(), origin.url()),
          Fetch.arguments(origin.url(), refspec));
    }
    if (refs.defaultBranch().isPresent()) {
      here.run(
          "naming the default branch", "symbolic-ref", "HEAD", HEADS + refs.defaultBranch().get());
    }
    if (packs() > MOST_PACKS) {
      here.run("tidying a mirror", "repack", "--quiet", "-d", "--geometric=2");
      here.run("tidying a mirror", "pack-refs", "--all");
    }
    Files.delete(mark);
  }

  /** Id of the commit that is wanted. */
  String resolve(Git local, Target target) throws InterruptedException {
    return Fetch.resolve(local.on(folder), target, HEADS);
  }

  /** Git writes beside what it replaces: what a killed one has left can go, and all else stays. */
  private void sweep() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = file.getFileName().toString();
            if (name.endsWith(".lock") || name.startsWith("tmp_")) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private int packs() throws IOException {
    int number = 0;
    try (DirectoryStream<Path> packs =
        Files.newDirectoryStream(folder.resolve("objects/pack"), "*.pack")) {
      for (Path _ : packs) {
        number++;
      }
    }
    return number;
  }
}
