package dev.prebuild.agent.token;

import java.util.UUID;

/** What is to be thought of a token that claims to open a prebuild's logs. */
public sealed interface LogsTokenVerdict {
  /**
   * A good token.
   *
   * @param prebuildId the one prebuild whose logs it opens
   */
  record Good(UUID prebuildId) implements LogsTokenVerdict {}

  /** Not a good token; why is for the operator alone, since it would help whoever forges one. */
  record Refused(Reason reason) implements LogsTokenVerdict {}

  /** Why a token is refused. */
  enum Reason {
    /** The control plane has given no key to verify with. */
    KEYLESS,
    /** Longer than any logs token. */
    LENGTH,
    /** Signed by nobody, or by somebody else than the control plane. */
    SIGNATURE,
    EXPIRED,
    /** Issued in the future. */
    PREMATURE,
    /** Signed by the control plane, but for another purpose. */
    AUDIENCE,
    /** No JWT at all, one with another algorithm, or one without the claims of a logs token. */
    MALFORMED
  }
}
