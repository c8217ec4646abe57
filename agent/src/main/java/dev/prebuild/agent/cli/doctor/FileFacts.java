package dev.prebuild.agent.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** What there is at a path. */
sealed interface FileFacts {

  /** Nothing. */
  record Missing() implements FileFacts {}

  /** Nobody knows: it may not be looked at. */
  record Hidden(String reason) implements FileFacts {}

  /** A file with these rights. */
  record Present(Set<PosixFilePermission> rights) implements FileFacts {
    public Present {
      rights = Set.copyOf(rights);
    }
  }

  /** Looks. */
  static FileFacts of(Path file) {
    try {
      return new Present(Files.getPosixFilePermissions(file));
    } catch (NoSuchFileException e) {
      return new Missing();
    } catch (IOException | UnsupportedOperationException e) {
      return new Hidden(e.getClass().getSimpleName());
    }
  }
}
