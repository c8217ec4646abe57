package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.Folders;
import dev.prebuild.agent.testkit.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * A repository with much history behind files of a usual size, as old projects have: of no use for
 * compression, so that its size is what travels.
 */
record LargeRepository(Path folder) {
  static final String SIZE = "40 commits of 10 MB, the last with 1,000 files";

  private static final int COMMITS = 40;
  private static final int BYTES = 10_000_000;
  private static final int FILES = 1_000;

  static LargeRepository make(Path folder) throws Exception {
    TestRepository repository = TestRepository.make(folder, Map.of("README", "a large one\n"));
    Random random = new Random(1);
    byte[] content = new byte[BYTES];
    for (int commit = 0; commit < COMMITS; commit++) {
      random.nextBytes(content);
      Files.write(folder.resolve("large"), content);
      repository.commit("Another large one");
    }
    for (int file = 0; file < FILES; file++) {
      Files.writeString(folder.resolve("file-" + file), "content of file %d\n".formatted(file));
    }
    repository.commit("Many small ones");
    String _ = repository.git("gc", "--quiet");
    return new LargeRepository(folder);
  }

  /** What git alone takes for it. */
  void cloneAndRemove() throws Exception {
    Path copy = folder.resolveSibling("copy");
    Process clone =
        new ProcessBuilder("git", "clone", "--quiet", "file://" + folder, copy.toString())
            .inheritIO()
            .start();
    if (clone.waitFor() != 0) {
      throw new AssertionError("git clone ended with " + clone.exitValue());
    }
    Folders.remove(copy);
  }
}
