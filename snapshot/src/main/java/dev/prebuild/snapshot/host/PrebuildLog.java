package dev.prebuild.snapshot.host;

import dev.prebuild.snapshot.lifecycle.Mask;
import java.util.UUID;

/** The logs of prebuilds, as far as this module adds to them or decides about them. */
public interface PrebuildLog {

  /**
   * Begins the log, or takes it up again; no error if it is finished, and stays so.
   *
   * @param secrets masked in whatever is added from here on
   */
  void open(UUID prebuildId, Mask secrets);

  /**
   * Adds a line of the agent's own, if the log is open.
   *
   * @param step that it belongs to
   */
  void say(UUID prebuildId, String step, String text);

  /** Nothing will be added any more; whoever follows the log has come to its end. */
  void finish(UUID prebuildId);

  /** Removes the log; no error if there is none. */
  void remove(UUID prebuildId);
}
