package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.messages.Shortened;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Hides the secrets that a prebuild was given, in plain, base64 and URL-encoded form, in what is
 * told of it.
 */
public final class Mask {
  private static final String HIDDEN = "***";

  /** The contract gives no limit; a message is to be read, not searched. */
  private static final int MOST_MESSAGE_BYTES = 4 * 1024;

  /** A shorter one would be found in ordinary words. */
  private static final int SHORTEST = 4;

  private final List<String> hidden;

  private Mask(List<String> hidden) {
    this.hidden = hidden;
  }

  public static Mask of(PrebuildSpec spec) {
    return of(spec.repository());
  }

  /** For what is told of a repository alone. */
  public static Mask of(Repository repository) {
    Optional<Repository.Credentials> credentials = repository.credentials();
    return new Mask(
        credentials.stream()
            .flatMap(given -> forms(given.username(), given.password().reveal()))
            .distinct()
            .toList());
  }

  private static Stream<String> forms(String username, String password) {
    if (password.length() < SHORTEST) {
      return Stream.empty();
    }
    String pair = username + ":" + password;
    return Stream.of(
        encoded(pair),
        password,
        encoded(password),
        URLEncoder.encode(password, StandardCharsets.UTF_8));
  }

  /** Without the padding, which ends differently when more follows. */
  private static String encoded(String text) {
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
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
