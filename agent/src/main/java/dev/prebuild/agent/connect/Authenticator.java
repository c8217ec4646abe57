package dev.prebuild.agent.connect;

import java.util.Optional;

/**
 * Tells who holds a bearer token.
 *
 * @param <C> what is known about a caller
 */
@FunctionalInterface
public interface Authenticator<C> {
  /** The caller that the token belongs to; empty if it is nobody's. */
  Optional<C> authenticate(String token);
}
