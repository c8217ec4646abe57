package dev.prebuild.agent.controlplane.catalog;

import dev.prebuild.agent.files.PrivateFile;
import dev.prebuild.config.wire.runner.v1.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A project's credentials as they lie on disk: one line, {@code username:password}. */
public record CredentialsFile(Path path) {

  /**
   * Reads the file afresh, so that a rotated password counts from the next sync on. A file that is
   * of no use is logged and does without: the clone will then say that the server wants
   * credentials, and the other projects go on.
   */
  public Optional<Credentials> read() {
    Logger log = LoggerFactory.getLogger(CredentialsFile.class);
    String line;
    try {
      PrivateFile.require(path);
      line = Files.readString(path).strip();
    } catch (IllegalStateException e) {
      log.error("{}; its project is cloned without", e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      log.error(
          "credentials file {} cannot be read; its project is cloned without: {}",
          path,
          e.toString());
      return Optional.empty();
    }
    int colon = line.indexOf(':');
    if (colon < 1 || line.lines().count() != 1) {
      log.error(
          "credentials file {} must hold one line username:password; its project is cloned without",
          path);
      return Optional.empty();
    }
    return Optional.of(
        Credentials.newBuilder()
            .setUsername(line.substring(0, colon))
            .setPassword(line.substring(colon + 1))
            .build());
  }
}
