package dev.prebuild.agent.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import picocli.CommandLine.TypeConversionException;

/** Addresses as they are typed. */
final class Urls {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private Urls() {}

  /** One that can be called. */
  static URI parse(String text) {
    try {
      URI url = new URI(text);
      if (url.getScheme() != null && SCHEMES.contains(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Told below, as whatever else is none.
    }
    throw new TypeConversionException(
        "'%s' is no URL such as http://127.0.0.1:8750".formatted(text));
  }
}
