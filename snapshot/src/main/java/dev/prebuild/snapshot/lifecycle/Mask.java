package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.messages.Shortened;
import dev.prebuild.snapshot.secrets.Needles;
import java.util.List;

/**
 * Hides the secrets that a prebuild was given, in plain, base64 and URL-encoded form, in what is
 * told of it.
 */
public final class Mask {
  private static final String HIDDEN = "***";

  /** The contract gives no limit; a message is to be read, not searched. */
  private static final int MOST_MESSAGE_BYTES = 4 * 1024;

  private final List<String> hidden;

  private Mask(List<String> hidden) {
    this.hidden = hidden;
  }

  public static Mask of(PrebuildSpec spec) {
    return of(spec.repository());
  }

  /** For what is told of a repository alone. */
  public static Mask of(Repository repository) {
    return new Mask(Needles.of(repository).forms());
  }

  /** The text, with a mask in the place of each secret. */
  public String apply(String text) {
    String masked = text;
    for (String secret : hidden) {
      masked = masked.replace(secret, HIDDEN);
    }
    return masked;
  }

  /** The status, its message masked and then shortened: half a secret would not be found. */
  public PrebuildStatus apply(PrebuildStatus status) {
    return status instanceof PrebuildStatus.Failed failed
        ? new PrebuildStatus.Failed(
            Shortened.to(MOST_MESSAGE_BYTES, apply(failed.message())), failed.at())
        : status;
  }
}
