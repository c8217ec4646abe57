package dev.prebuild.agent.git;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Files that a repository keeps outside of git (git-lfs), where that program is installed; where
 * not, their pointers are what is checked out. Git itself writes the files, since it follows no
 * links of a repository; the program is asked for their content alone.
 */
final class LargeFiles {
  private static final int LOOK_SECONDS = 10;

  private static final List<String> FILTER =
      List.of(
          "filter.lfs.process=git-lfs filter-process",
          "filter.lfs.smudge=git-lfs smudge -- %f",
          "filter.lfs.clean=git-lfs clean -- %f",
          "filter.lfs.required=true");

  /** Looked for once: installing it takes a restart of the agent. */
  private final AtomicReference<Optional<Boolean>> found = new AtomicReference<>(Optional.empty());

  /**
   * Options for git, before a checkout. The server is named here, so that a repository's own
   * .lfsconfig cannot name another.
   */
  List<String> options(Origin origin) throws InterruptedException {
    if (!isInstalled()) {
      return List.of();
    }
    List<String> options = new ArrayList<>();
    FILTER.forEach(setting -> options.addAll(List.of("-c", setting)));
    options.addAll(List.of("-c", "lfs.url=" + server(origin.url())));
    return options;
  }

  boolean isInstalled() throws InterruptedException {
    Optional<Boolean> known = found.get();
    if (known.isPresent()) {
      return known.get();
    }
    boolean isThere = look();
    found.set(Optional.of(isThere));
    return isThere;
  }

  private static boolean look() throws InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("git", "lfs", "version")
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      // Without git there is none either; its first use tells so.
      return false;
    }
    try {
      return process.waitFor(LOOK_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }

  /** As git-lfs itself would derive it. */
  private static String server(String url) {
    if (!url.startsWith("https:")) {
      return url;
    }
    String base = url.replaceAll("/+$", "");
    return base + (base.endsWith(".git") ? "" : ".git") + "/info/lfs";
  }
}
