package dev.prebuild.snapshot.host;

/** The host cannot do it now; later it may. */
public sealed class HostUnavailableException extends RuntimeException
    permits SnapshotInUseException {
  private static final long serialVersionUID = 1L;

  public HostUnavailableException(String message) {
    super(message);
  }

  public HostUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
