package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files with secrets, as the agent accepts them: their owner's alone. */
public final class SecretFile {
  private SecretFile() {}

  /** Writes one, over the one that is there. */
  public static Path write(Path file, String secret) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return Files.writeString(file, secret);
  }
}
