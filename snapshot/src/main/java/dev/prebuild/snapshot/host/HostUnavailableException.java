package dev.prebuild.snapshot.host;

/** The host cannot do it now; later it may. */
public final class HostUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HostUnavailableException(String message) {
    super(message);
  }

  public HostUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
