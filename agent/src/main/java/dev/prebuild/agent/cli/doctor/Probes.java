package dev.prebuild.agent.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Looks at this host, and takes whatever it finds for a fact. */
final class Probes {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private Probes() {}

  /** The token in a file; empty if it cannot be read. */
  static Optional<String> token(Path file) {
    return text(file).map(String::strip).filter(token -> token.matches("[\\x21-\\x7e]+"));
  }

  /** What is in a file; empty if it cannot be read. */
  static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What a program prints; empty if there is none, or it fails. */
  static Optional<String> output(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Free space where a folder is, or will be. */
  static OptionalLong freeBytes(Path folder) {
    for (Path place = folder.toAbsolutePath(); place != null; place = place.getParent()) {
      if (Files.exists(place)) {
        return usable(place);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong usable(Path place) {
    try {
      return OptionalLong.of(Files.getFileStore(place).getUsableSpace());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** The number under which the kernel knows a file; empty if it is not there. */
  static Optional<Long> inode(Path file) {
    try {
      return Files.getAttribute(file, "unix:ino") instanceof Long inode
          ? Optional.of(inode)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
