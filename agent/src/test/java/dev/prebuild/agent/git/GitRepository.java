package dev.prebuild.agent.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real repository to be cloned. */
record GitRepository(Path folder) {

  static GitRepository create(Path folder) throws IOException, InterruptedException {
    GitRepository repository = new GitRepository(Files.createDirectories(folder));
    repository.git("init", "--quiet", "--initial-branch=main");
    repository.commit("first");
    return repository;
  }

  String url() {
    return "file://" + folder;
  }

  /** Commits a file of this name; returns the commit's id. */
  String commit(String name) throws IOException, InterruptedException {
    Files.writeString(folder.resolve(name), name);
    git("add", "--all");
    git("commit", "--quiet", "--message=" + name);
    return git("rev-parse", "HEAD");
  }

  String git(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-C",
                folder.toString(),
                "-c",
                "user.name=test",
                "-c",
                "user.email=test@example.org"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    return output.strip();
  }
}
