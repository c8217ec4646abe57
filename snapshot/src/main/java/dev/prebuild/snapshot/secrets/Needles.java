package dev.prebuild.snapshot.secrets;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The secrets that a prebuild was given, in every form in which they are looked for. */
public final class Needles {
  /** A shorter one would be found in ordinary words. */
  private static final int SHORTEST = 4;

  private final List<String> forms;

  private Needles(Stream<String> forms) {
    this.forms =
        forms.distinct().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /** Of all that a prebuild is given in confidence, which is the credentials of its repository. */
  public static Needles of(PrebuildSpec spec) {
    return of(spec.repository());
  }

  /** Of a repository alone. */
  public static Needles of(Repository repository) {
    return new Needles(
        repository.credentials().stream()
            .flatMap(given -> forms(given.username(), given.password().reveal())));
  }

  private static Stream<String> forms(String username, String password) {
    return password.length() < SHORTEST
        ? Stream.empty()
        : Stream.of(
                Stream.of(password),
                Base64Forms.whole(username + ":" + password),
                Base64Forms.whole(password),
                Base64Forms.within(password),
                PercentForms.of(password))
            .flatMap(form -> form);
  }

  /**
   * Secret themselves: for looking only. Longer ones come first, so that nothing is left of one
   * that has another in it.
   */
  public List<String> forms() {
    return forms;
  }

  public boolean isEmpty() {
    return forms.isEmpty();
  }

  /** Looks for all of them at once. */
  public NeedleSearch search() {
    return NeedleSearch.of(forms);
  }

  @Override
  public String toString() {
    return "%d needles".formatted(forms.size());
  }
}
