package dev.prebuild.agent.connect;

import java.time.Duration;
import java.util.Optional;

/** Hears of every call that a server has answered. Called by many threads at once. */
@FunctionalInterface
public interface CallObserver {
  /** Stands for every path at which there is no procedure, so that names stay few. */
  String UNKNOWN_PROCEDURE = "unknown";

  /**
   * A call has been answered, or its client has gone.
   *
   * @param procedure e.g. {@code gitpod.v1.PrebuildService/GetPrebuild}, or {@link
   *     #UNKNOWN_PROCEDURE}
   * @param refusal empty if the call was not refused
   * @param elapsed from the request's headers to the last byte of the answer
   */
  void ended(String procedure, Optional<ConnectCode> refusal, Duration elapsed);
}
