package dev.prebuild.agent.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A file with a secret in it, which is nobody's business but its owner's and its group's. */
public final class PrivateFile {
  private static final Set<PosixFilePermission> TOO_MUCH =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private PrivateFile() {}

  /**
   * Makes sure that others cannot read the file and its group cannot change it.
   *
   * @throws OpenToOthersException if they can
   * @throws IOException if that cannot be found out
   */
  public static void require(Path file) throws IOException, OpenToOthersException {
    Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
    if (modes.stream().anyMatch(TOO_MUCH::contains)) {
      throw new OpenToOthersException(file, modes);
    }
  }

  /** Who should not can read or change a file. */
  public static final class OpenToOthersException extends Exception {
    private static final long serialVersionUID = 1L;

    private OpenToOthersException(Path file, Set<PosixFilePermission> modes) {
      super(
          "%s holds a secret and is open to others (%s); close it: chmod 600 %s"
              .formatted(file, PosixFilePermissions.toString(modes), file));
    }

    /** What is wrong and what to do. */
    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
