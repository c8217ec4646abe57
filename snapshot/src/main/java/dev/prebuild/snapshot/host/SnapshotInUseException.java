package dev.prebuild.snapshot.host;

/** Something is made from the snapshot that is to be removed; it goes when its last user goes. */
public final class SnapshotInUseException extends HostUnavailableException {
  private static final long serialVersionUID = 1L;

  public SnapshotInUseException(String message, Throwable cause) {
    super(message, cause);
  }
}
