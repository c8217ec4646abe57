package dev.prebuild.agent.git;

import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.lifecycle.Mask;

/** A repository cannot be had; says why in a way that the package can act upon. */
final class CloneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Trouble trouble;

  private CloneException(Trouble trouble, String message) {
    super(message);
    this.trouble = trouble;
  }

  /**
   * @param what was being done, on what
   * @param detail what was seen
   */
  static CloneException of(Trouble trouble, String what, String detail) {
    return new CloneException(
        trouble, "%s: %s (%s); %s".formatted(what, trouble.problem(), detail, trouble.remedy()));
  }

  /** A rule is broken; the message says which one, and what to do. */
  static CloneException refused(String message) {
    return new CloneException(Trouble.REFUSED, message);
  }

  Trouble trouble() {
    return trouble;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** The same, with what it is about. */
  CloneException within(String what) {
    CloneException wider = new CloneException(trouble, what + ": " + text());
    wider.initCause(this);
    return wider;
  }

  /** In the words of those who run prebuilds, without secrets. */
  RuntimeException outward(Mask mask) {
    // The cause is left out, since its own message is not masked.
    String message = mask.apply(text());
    return trouble.isOfThisHost()
        ? new HostUnavailableException(message)
        : new PrebuildException(message);
  }
}
