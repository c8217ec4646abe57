package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.EngineException.Kind;
import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.PrebuildException;
import java.io.UncheckedIOException;

/** What an engine's failure means for a prebuild. */
final class EngineFailures {
  private EngineFailures() {}

  /** A call that may wait, or not: then {@code E} is no checked exception. */
  interface Call<T, E extends Exception> {
    T run() throws E;
  }

  static <T, E extends Exception> T guarded(Call<T, E> call) throws E {
    try {
      return call.run();
    } catch (EngineException e) {
      throw translated(e);
    } catch (UncheckedIOException e) {
      throw new PrebuildException("%s (%s)".formatted(e.getMessage(), e.getCause()), e);
    }
  }

  /** What the engine refuses once it will refuse again; what it does not answer it may later. */
  private static RuntimeException translated(EngineException e) {
    String message = String.valueOf(e.getMessage());
    return e.kind() == Kind.NOT_FOUND || e.kind() == Kind.REFUSED
        ? new PrebuildException(message, e)
        : new HostUnavailableException(message, e);
  }
}
