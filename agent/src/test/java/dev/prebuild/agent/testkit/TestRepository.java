package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real git repository in a folder. */
public record TestRepository(Path folder) {

  /** With one commit on its default branch. */
  public static TestRepository make(Path folder, Map<String, String> files) throws Exception {
    Files.createDirectories(folder);
    TestRepository repository = new TestRepository(folder);
    repository.git("init", "--quiet", "--initial-branch=main");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--message", "A beginning");
    return repository;
  }

  public String url() {
    return "file://" + folder;
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("git", "-C", folder.toString(), "-c", "user.name=Test", "-c"));
    command.addAll(List.of("user.email=test@example.com", "-c", "commit.gpgSign=false"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("%s: %s".formatted(command, output));
    }
  }
}
