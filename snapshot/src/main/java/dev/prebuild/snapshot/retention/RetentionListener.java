package dev.prebuild.snapshot.retention;

/** Hears what becomes of the snapshots of a host; for logs and metrics. */
public interface RetentionListener {

  /** What the host holds now. */
  void held(int snapshots, long bytes);

  /** A snapshot was removed. */
  void removed(Removal removal);

  /** A snapshot could not be removed; told once for each cause, and tried again. */
  void stays(Removal removal, String cause);

  /** The host cannot be looked at; told once for each cause, and tried again. */
  void unavailable(String cause);

  /** It can be looked at again. */
  void available();

  /**
   * The disk is short of room, and nothing may go; told once.
   *
   * @param missingBytes as of now
   */
  void nothingToFree(long missingBytes);
}
