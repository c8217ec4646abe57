package dev.prebuild.agent.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs for Node.js, in a folder of the build with all packages that they use. */
public record NodePrograms(Path folder) {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** The published clients' programs, with code generated from our own protocol. */
  public static NodePrograms clients() throws Exception {
    NodePrograms programs = install("clients");
    Path protocol = ModuleFolder.find().resolveSibling("config").resolve("src/main/proto");
    programs.execute(Map.of(), List.of("npm", "run", "generate", "--", protocol.toString()));
    return programs;
  }

  /**
   * Copies a folder of the tests and installs the very packages that are locked. Nothing that comes
   * in a package is run by installing it.
   */
  public static NodePrograms install(String name) throws Exception {
    Path module = ModuleFolder.find();
    Path folder = module.resolve("target").resolve(name);
    if (Files.exists(folder)) {
      Folders.remove(folder);
    }
    Files.createDirectories(folder);
    try (Stream<Path> sources = Files.list(module.resolve("src/test").resolve(name))) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        Files.copy(source, folder.resolve(source.getFileName()));
      }
    }
    NodePrograms programs = new NodePrograms(folder);
    programs.execute(Map.of(), List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
    return programs;
  }

  /** Runs a program to its end, which must be a good one; returns what it has printed. */
  public String run(Map<String, String> environment, List<String> programAndArguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(programAndArguments);
    return execute(environment, command);
  }

  private String execute(Map<String, String> environment, List<String> command) throws Exception {
    File output = Files.createTempFile(folder, "output-", ".txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    builder.environment().putAll(environment);
    Process process = start(builder);
    boolean hasEnded = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (!hasEnded) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String text = Files.readString(output.toPath());
    if (!hasEnded || process.exitValue() != 0) {
      throw new AssertionError(
          "'%s' %s:%n%s"
              .formatted(
                  String.join(" ", command),
                  hasEnded ? "ended with " + process.exitValue() : "did not end",
                  text));
    }
    return text;
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs Node.js 18 or newer and npm: run agent/bin/test, which provides both",
          e);
    }
  }
}
