package dev.prebuild.agent.settings;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The settings make no sense; the message has a line for each problem. */
public final class InvalidSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidSettingsException(String message) {
    super(message);
  }

  public InvalidSettingsException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Of a file that was not to be read. */
  static InvalidSettingsException unreadable(Path file, IOException e) {
    return new InvalidSettingsException(
        e instanceof NoSuchFileException || e instanceof FileNotFoundException
            ? "there is no file %s".formatted(file)
            : "%s cannot be read: %s".formatted(file, e.getMessage()),
        e);
  }
}
