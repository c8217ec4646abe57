package dev.prebuild.agent.controlplane.identity;

import dev.prebuild.agent.connect.Authenticator;
import dev.prebuild.agent.token.BearerToken;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who calls, by bearer tokens in files of the state folder. */
public final class Tokens implements Authenticator<Caller> {
  private final List<Known> known;

  private Tokens(List<Known> known) {
    this.known = List.copyOf(known);
  }

  private record Known(BearerToken token, Caller caller) {}

  /** A token's file, and whose token it is. */
  public record Holder(Path file, Caller caller) {}

  /**
   * Reads the tokens, making those that are missing.
   *
   * @throws java.io.UncheckedIOException if a file cannot be read or made
   * @throws IllegalStateException if a file holds no token
   */
  public static Tokens open(List<Holder> holders) {
    return new Tokens(
        holders.stream()
            .map(holder -> new Known(BearerToken.open(holder.file()), holder.caller()))
            .toList());
  }

  @Override
  public Optional<Caller> authenticate(String token) {
    Optional<Caller> caller = Optional.empty();
    // Every one is compared, so that the time taken tells nothing.
    for (Known candidate : known) {
      if (candidate.token().matches(token)) {
        caller = Optional.of(candidate.caller());
      }
    }
    return caller;
  }
}
