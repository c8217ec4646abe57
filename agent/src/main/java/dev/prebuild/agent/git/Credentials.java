package dev.prebuild.agent.git;

import dev.prebuild.config.spec.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Credentials where git reads them, for as long as it runs, and for one server.
 *
 * @param file holds a helper's answer; empty for a public repository
 * @param server they are for: scheme, host and port
 */
record Credentials(Optional<Path> file, String server) implements AutoCloseable {
  private static final String PREFIX = "git-";

  static Credentials write(Path runtime, UUID prebuildId, Requester requester) throws IOException {
    String server = requester.repository().server();
    Optional<Repository.Credentials> credentials = requester.credentials();
    if (credentials.isEmpty() || !requester.repository().scheme().equals("https")) {
      return new Credentials(Optional.empty(), server);
    }
    Path file = runtime.resolve(PREFIX + prebuildId);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file,
        "username=%s\npassword=%s\n"
            .formatted(
                line(credentials.get().username()), line(credentials.get().password().reveal())),
        StandardCharsets.UTF_8);
    return new Credentials(Optional.of(file), server);
  }

  /** Removes what a crash has left. */
  static void removeAll(Path runtime) throws IOException {
    if (!Files.isDirectory(runtime)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(runtime, PREFIX + "*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A line break would let a password speak for itself in the helper's protocol. */
  private static String line(String text) {
    return text.replaceAll("[\\r\\n\\x00]", "");
  }

  /** Options for git that make it ask the file for this server, and nobody else for any. */
  List<String> options() {
    return file.map(
            path ->
                List.of(
                    "-c",
                    "credential.helper=",
                    "-c",
                    "credential.%s.helper=!f() { test \"$1\" = get && cat '%s'; }; f"
                        .formatted(server, path.toString().replace("'", "'\\''"))))
        .orElse(List.of("-c", "credential.helper="));
  }

  @Override
  public void close() {
    file.ifPresent(
        path -> {
          try {
            Files.deleteIfExists(path);
          } catch (IOException e) {
            throw new UncheckedIOException("removing " + path, e);
          }
        });
  }
}
