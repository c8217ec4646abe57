package dev.prebuild.snapshot.retention;

/** Why a snapshot is removed. */
public enum Reason {
  DELETED("deleted", "its prebuild is deleted"),
  TOO_OLD("too_old", "it is older than snapshots.maxAge"),
  SUPERSEDED("superseded", "it is not among the newest of its project and class (snapshots.keep)"),
  DISK_PRESSURE("disk_pressure", "the disk is short of room (disk.minimumFree)");

  private final String label;
  private final String words;

  Reason(String label, String words) {
    this.label = label;
    this.words = words;
  }

  /** For metrics. */
  public String label() {
    return label;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
