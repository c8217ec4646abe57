package dev.prebuild.agent.token;

import dev.prebuild.agent.token.LogsTokenVerdict.Reason;
import dev.prebuild.config.spec.LogsTokenKey;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The logs tokens that hold at the moment: those signed with the key that the control plane named
 * last. Until it has named one, none does. Safe for use by many threads.
 */
public final class LogsTokens {
  private final InstantSource clock;
  private final AtomicReference<Optional<LogsTokenVerifier>> verifier =
      new AtomicReference<>(Optional.empty());

  /**
   * @param clock what the tokens' times are compared with
   */
  public LogsTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** From now on this key alone counts; none means that no token does. */
  public void trust(Optional<LogsTokenKey> key) {
    verifier.set(key.map(trusted -> new LogsTokenVerifier(trusted.encoded().toByteArray())));
  }

  /** What is to be thought of a token now. */
  public LogsTokenVerdict verify(String token) {
    return verifier
        .get()
        .map(trusted -> trusted.verify(token, clock.instant()))
        .orElseGet(() -> new LogsTokenVerdict.Refused(Reason.KEYLESS));
  }
}
