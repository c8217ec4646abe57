package dev.prebuild.agent.tls;

/** Keys or certificates are of no use; the message says which file, why, and what to do. */
public final class TlsException extends Exception {
  private static final long serialVersionUID = 1L;

  TlsException(String message) {
    super(message);
  }

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
