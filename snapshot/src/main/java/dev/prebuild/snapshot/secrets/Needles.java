package dev.prebuild.snapshot.secrets;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** The secrets that a prebuild was given, in every form in which they are looked for. */
public final class Needles {
  /** A shorter one would be found in ordinary words. */
  private static final int SHORTEST = 4;

  private final List<String> forms;

  private Needles(List<String> forms) {
    this.forms = forms;
  }

  public static Needles of(PrebuildSpec spec) {
    return of(spec.repository());
  }

  /** Of a repository alone. */
  public static Needles of(Repository repository) {
    return new Needles(
        repository.credentials().stream()
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

  /** Secret themselves: for looking only. */
  public List<String> forms() {
    return forms;
  }

  public boolean isEmpty() {
    return forms.isEmpty();
  }

  @Override
  public String toString() {
    return "%d needles".formatted(forms.size());
  }
}
