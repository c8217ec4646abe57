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
    String _ = repository.git("init", "--quiet", "--initial-branch=main");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    String _ = repository.git("add", "--all");
    String _ = repository.git("commit", "--quiet", "--message", "A beginning");
    return repository;
  }

  public String url() {
    return "file://" + folder;
  }

  /** Where git keeps a file's content, as long as it is not packed. */
  public Path object(String file) throws Exception {
    String id = git("rev-parse", "HEAD:" + file).strip();
    return folder.resolve(".git/objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("git", "-C", folder.toString(), "-c", "user.name=Test", "-c"));
    command.addAll(List.of("user.email=test@example.com", "-c", "commit.gpgSign=false"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("%s: %s".formatted(command, output));
    }
    return output;
  }
}
