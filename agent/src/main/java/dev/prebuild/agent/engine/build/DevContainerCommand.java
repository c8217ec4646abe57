package dev.prebuild.agent.engine.build;

import dev.prebuild.snapshot.host.PrebuildException;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The reference {@code devcontainer} command. Its {@code build} runs nothing of the repository on
 * the host: it fetches features, writes a Dockerfile that installs them, and has the engine's own
 * command build that. It sees nothing of the agent's environment, and of the repository what {@link
 * FeatureFolder} holds.
 *
 * @param program where it is
 * @param docker the engine's own command, which it calls
 */
public record DevContainerCommand(Path program, Path docker) {
  private static final String NAME = "devcontainer";
  private static final String DOCKER = "docker";
  private static final int LAST_WORDS_MILLIS = 5_000;

  /** In front of its lines; the log has times of its own. */
  private static final Pattern TIME = Pattern.compile("^\\[[0-9:.TZ-]{20,30}\\] ");

  /**
   * What is to become of the features.
   *
   * @param socket of the engine
   * @param image name that the result gets
   * @param content name of an image for the time of the build alone
   * @param options of each build on the engine
   */
  public record Target(Path socket, String image, String content, List<String> options) {
    public Target {
      options = List.copyOf(options);
    }
  }

  /**
   * Finds it.
   *
   * @param configured where it is; looked for on the PATH if empty
   * @throws PrebuildException if it is not on this host
   */
  public static DevContainerCommand find(Optional<Path> configured) {
    Path program =
        configured
            .filter(Files::isExecutable)
            .or(() -> configured.isPresent() ? Optional.empty() : onPath(NAME))
            .orElseThrow(
                () ->
                    new PrebuildException(
                        "features need the devcontainer command, which is not on this host%s; install it with `npm install -g @devcontainers/cli`, or build the image beforehand"
                            .formatted(configured.map(path -> " at " + path).orElse(""))));
    Path docker =
        onPath(DOCKER)
            .orElseThrow(
                () ->
                    new PrebuildException(
                        "features need the docker command, which is not on this host; install it (package docker-cli or docker-ce-cli), or build the image beforehand"));
    return new DevContainerCommand(program, docker);
  }

  private static Optional<Path> onPath(String name) {
    return Arrays.stream(path().split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String path() {
    return Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin");
  }

  /**
   * Builds; an interrupt kills it with all that it has started.
   *
   * @return its exit code
   */
  public int build(FeatureFolder folder, Target target, Transcript transcript)
      throws InterruptedException {
    Process process = start(folder, target);
    try {
      Thread reading =
          Thread.ofVirtual().name("devcontainer-output").start(() -> read(process, transcript));
      int exitCode = process.waitFor();
      reading.join(LAST_WORDS_MILLIS);
      return exitCode;
    } finally {
      kill(process);
    }
  }

  /** First those below it: they would be nobody's once it is gone. */
  private static void kill(Process process) {
    try (Stream<ProcessHandle> below = process.descendants()) {
      List<ProcessHandle> all = below.toList();
      process.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private Process start(FeatureFolder folder, Target target) {
    Path script =
        folder.program(DOCKER, new DockerScript(docker, target.options(), target.content()).text());
    ProcessBuilder builder =
        new ProcessBuilder(
                program.toString(),
                "build",
                "--workspace-folder=" + folder.workspace(),
                "--config=" + folder.configuration(),
                "--user-data-folder=" + folder.home(),
                "--docker-path=" + script,
                "--image-name=" + target.image(),
                "--buildkit=never")
            .directory(folder.workspace().toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", path());
    environment.put("HOME", folder.home().toString());
    environment.put("TMPDIR", folder.home().toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("DOCKER_HOST", "unix://" + target.socket());
    environment.put("DOCKER_BUILDKIT", "0");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("starting " + program, e);
    }
  }

  private static void read(Process process, Transcript transcript) {
    OutputLines lines =
        new OutputLines(line -> transcript.accept(TIME.matcher(line).replaceFirst("")));
    char[] piece = new char[4_096];
    try (var output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      for (int read = output.read(piece); read >= 0; read = output.read(piece)) {
        lines.add(new String(piece, 0, read));
      }
    } catch (IOException e) {
      lines.add("\nthe output of the devcontainer command cannot be read: " + e);
    }
    lines.finish();
  }
}
