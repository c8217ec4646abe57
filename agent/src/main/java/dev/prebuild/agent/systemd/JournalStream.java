package dev.prebuild.agent.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Whether what this process prints goes to systemd's journal. */
public final class JournalStream {
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

  private JournalStream() {}

  /**
   * Whether standard output is the stream to the journal, and has not been redirected since.
   *
   * @param environment of this process
   */
  public static boolean isStandardOutput(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("JOURNAL_STREAM"))
        .filter(stream -> stream.equals(identity(STANDARD_OUTPUT)))
        .isPresent();
  }

  /** Device and inode, as the journal names its streams; nothing of a file that is closed. */
  static String identity(Path file) {
    try {
      return Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
    } catch (IOException _) {
      return "";
    }
  }
}
