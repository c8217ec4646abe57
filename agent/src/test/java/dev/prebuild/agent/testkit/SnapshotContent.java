package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The workspace of a snapshot, copied to a folder of the host.
 *
 * @param folder the clone, with whatever the steps have made in it
 */
public record SnapshotContent(Path folder) {

  /** Copies it by way of a container that is never started. */
  public static SnapshotContent copy(TestEngine engine, String image, String workspace, Path target)
      throws Exception {
    Files.createDirectories(target);
    String container = engine.client().createContainerCmd(image).withCmd("true").exec().getId();
    try (InputStream archive =
        engine.client().copyArchiveFromContainerCmd(container, workspace).exec()) {
      unpack(archive, target);
    } finally {
      engine.remove(container);
    }
    return new SnapshotContent(target.resolve(Path.of(workspace).getFileName()));
  }

  private static void unpack(InputStream archive, Path target) throws Exception {
    Process tar =
        new ProcessBuilder("tar", "-x", "--no-same-owner", "-C", target.toString())
            .redirectErrorStream(true)
            .start();
    try (OutputStream input = tar.getOutputStream()) {
      archive.transferTo(input);
    }
    String said = output(tar);
    if (tar.waitFor() != 0) {
      throw new AssertionError("tar: " + said);
    }
  }

  /** Lines of a file. */
  public List<String> lines(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** What git finds wrong with the clone or different from its commit, line by line. */
  public List<String> differences() throws Exception {
    List<String> differences = new ArrayList<>(git("fsck", "--full", "--no-progress"));
    differences.addAll(git("status", "--porcelain"));
    return differences;
  }

  private List<String> git(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "safe.directory=*", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = output(git).lines().toList();
    if (git.waitFor() != 0) {
      throw new AssertionError("%s: %s".formatted(command, lines));
    }
    return lines;
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
