package dev.prebuild.agent.git;

import java.time.Duration;
import java.util.UUID;

/** Hears of clones. */
public interface SourceListener {

  /** A repository, or a submodule, has been cloned with or without its mirror. */
  void mirrorUsed(MirrorUse use);

  /**
   * A prebuild has its sources.
   *
   * @param fetchedBytes as they lie on disk, submodules and large files included
   */
  void cloned(UUID prebuildId, Duration elapsed, long fetchedBytes);

  /** A prebuild cannot have its sources. */
  void failed(UUID prebuildId, Trouble trouble, Duration elapsed);

  /** A clone was given up because nobody wants it any more. */
  void interrupted(UUID prebuildId);
}
