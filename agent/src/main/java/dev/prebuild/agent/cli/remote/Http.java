package dev.prebuild.agent.cli.remote;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What all calls have in common: tokens from files, and how it is told that they failed. */
public final class Http {
  /** What may stand in a header. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private Http() {}

  /**
   * The token in a file. Messages name the file and never what is in it.
   *
   * @param whose it is, for the message
   */
  static String token(Path file, String whose) {
    try {
      String token = Files.readString(file).strip();
      if (!TOKEN.matcher(token).matches()) {
        throw new Failure(
            ExitCode.WRONG_USE,
            "%s holds no token of %s: it has to be one line, without blanks"
                .formatted(file, whose));
      }
      return token;
    } catch (IOException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "the token of %s cannot be read from %s (%s); has the agent ever run, and may you read its files?"
              .formatted(whose, file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Why a call had no answer: the JDK's own exception for a refused connection says nothing. */
  public static String describe(IOException e) {
    if (e.getMessage() != null) {
      return e.getMessage();
    }
    return e instanceof ConnectException ? "connection refused" : e.getClass().getSimpleName();
  }
}
