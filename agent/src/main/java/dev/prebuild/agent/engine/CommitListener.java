package dev.prebuild.agent.engine;

import java.util.UUID;

/** Hears how far commits have come; for logs and metrics. Called from many threads. */
public interface CommitListener {

  /**
   * A commit goes on.
   *
   * @param percent 0 to 99
   * @param isMeasured whether that was observed; else it is estimated from earlier commits
   */
  void progressed(UUID prebuildId, int percent, boolean isMeasured);

  /** It has ended, one way or the other. */
  void ended(UUID prebuildId);
}
