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
    TestRepository repository = init(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      repository.write(file.getKey(), file.getValue());
    }
    repository.commit("A beginning");
    return repository;
  }

  /** With nothing in it yet. */
  public static TestRepository init(Path folder) throws Exception {
    Files.createDirectories(folder);
    TestRepository repository = new TestRepository(folder);
    repository.git("init", "--quiet", "--initial-branch=main");
    return repository;
  }

  /** Puts a file into it, not yet committed. */
  public void write(String path, String content) throws IOException {
    Files.writeString(place(path), content);
  }

  /** Puts a link into it, whether or not there is anything where it leads. */
  public void link(String path, String target) throws IOException {
    Files.createSymbolicLink(place(path), Path.of(target));
  }

  /** Where a file will be; the folders above it are made. */
  public Path place(String path) throws IOException {
    Path place = folder.resolve(path);
    Files.createDirectories(place.getParent());
    return place;
  }

  /** Commits all that is in its folder. */
  public void commit(String message) throws Exception {
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
  }

  /** The commit that it is at. */
  public String head() throws Exception {
    return git("rev-parse", "HEAD").strip();
  }

  public String url() {
    return "file://" + folder;
  }

  /** Where git keeps a file's content, as long as it is not packed. */
  public Path object(String file) throws Exception {
    String id = git("rev-parse", "HEAD:" + file).strip();
    return folder.resolve(".git/objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
  }

  /** Calls git in it; returns what that prints. */
  public String git(String... arguments) throws IOException, InterruptedException {
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
