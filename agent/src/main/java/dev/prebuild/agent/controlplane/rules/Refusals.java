package dev.prebuild.agent.controlplane.rules;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;

/** The refusals that a caller may get, by their code. */
public final class Refusals {
  private static final int LONGEST_ECHO = 80;

  private Refusals() {}

  public static ConnectException invalid(String rule) {
    return new ConnectException(ConnectCode.INVALID_ARGUMENT, rule);
  }

  public static ConnectException notFound(String what) {
    return new ConnectException(ConnectCode.NOT_FOUND, what);
  }

  public static ConnectException alreadyExists(String what) {
    return new ConnectException(ConnectCode.ALREADY_EXISTS, what);
  }

  public static ConnectException failedPrecondition(String what) {
    return new ConnectException(ConnectCode.FAILED_PRECONDITION, what);
  }

  public static ConnectException aborted(String what) {
    return new ConnectException(ConnectCode.ABORTED, what);
  }

  /** A caller's value for use in a message: short, and on one line. */
  public static String quote(String value) {
    String shortened =
        value.length() <= LONGEST_ECHO ? value : value.substring(0, LONGEST_ECHO) + "…";
    return '"' + shortened.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
