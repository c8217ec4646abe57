package dev.prebuild.snapshot.host;

/** Makes room on a disk, by removing what nobody needs. */
public interface RoomMaker {

  /** Frees so many bytes, or as many as it can. */
  void makeRoom(long bytes);
}
