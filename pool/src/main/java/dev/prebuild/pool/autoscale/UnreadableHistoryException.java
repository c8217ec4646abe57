package dev.prebuild.pool.autoscale;

/** What should be a {@link ClaimHistory} in writing is not one; the message says where and why. */
public final class UnreadableHistoryException extends Exception {
  private static final long serialVersionUID = 1;

  UnreadableHistoryException(String message) {
    super(message);
  }
}
