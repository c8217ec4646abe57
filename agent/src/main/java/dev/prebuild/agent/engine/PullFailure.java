package dev.prebuild.agent.engine;

import java.util.List;
import java.util.Locale;

/**
 * Why an image could not be pulled.
 *
 * @param said by the engine
 */
record PullFailure(String image, String said) {

  /**
   * A kind of failure. The engine tells them apart by its words alone.
   *
   * @param signs words that tell of it, in small letters
   */
  record Cause(String meaning, String advice, List<String> signs) {
    static final Cause OTHER =
        new Cause("the engine refuses", "check its name, or load it beforehand", List.of());

    static final Cause DISK_FULL =
        new Cause(
            "the disk is full",
            "free some space where the engine keeps its images",
            List.of("no space left on device"));

    static final Cause DENIED =
        new Cause(
            "access is denied",
            "check its name, and whether the engine's host may read it",
            List.of(
                "denied", "unauthorized", "authentication required", "forbidden", "no basic auth"));

    static final Cause UNKNOWN_NAME =
        new Cause(
            "its registry has none of that name",
            "check its name and tag",
            List.of("manifest unknown", "manifest for", "name unknown"));

    static final Cause AWAY =
        new Cause(
            "its registry does not answer",
            "check the network of the engine's host, or load the image beforehand",
            List.of(
                "dial tcp",
                "connection refused",
                "connection reset",
                "no such host",
                "timeout",
                "deadline exceeded",
                "request canceled",
                "server misbehaving",
                "tls:",
                "x509:",
                "eof"));

    /** The first that fits counts. */
    private static final List<Cause> ALL = List.of(DISK_FULL, DENIED, UNKNOWN_NAME, AWAY);

    static Cause of(String said) {
      String text = said.toLowerCase(Locale.ROOT);
      return ALL.stream()
          .filter(cause -> cause.signs.stream().anyMatch(text::contains))
          .findFirst()
          .orElse(OTHER);
    }
  }

  /** What failed, on what, why, and what to do. */
  String message() {
    Cause cause = Cause.of(said);
    return "image %s is not on this host and cannot be pulled: %s (%s); %s"
        .formatted(image, cause.meaning(), said.strip(), cause.advice());
  }
}
