package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ContainerConfig;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.snapshot.secrets.NeedleSearch;
import dev.prebuild.snapshot.secrets.Needles;
import dev.prebuild.snapshot.secrets.SearchTally;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ConfigurationSearchTest {
  private static final NeedleSearch NEEDLES =
      Needles.of(
              new Repository(
                  "https://git.example/app.git",
                  Optional.empty(),
                  Optional.of(new Repository.Credentials("bot", new Secret("sword/fish"))),
                  OptionalInt.empty()))
          .search();

  private static List<String> hits(ContainerConfig config) {
    SearchTally tally = new SearchTally(NEEDLES, 0);
    new ConfigurationSearch(NEEDLES, tally).search(config);
    return tally.report().hits();
  }

  @Test
  void nothingIsFoundInNothing() {
    assertThat(hits(new ContainerConfig())).isEmpty();
    assertThat(
            hits(
                new ContainerConfig()
                    .withEnv(new String[] {"PATH=/bin", "EMPTY"})
                    .withLabels(Map.of("a", "b"))
                    .withCmd(new String[] {"sh"})
                    .withUser("root")))
        .isEmpty();
  }

  @Test
  void aVariableAndALabelAreNamed() {
    assertThat(
            hits(
                new ContainerConfig()
                    .withEnv(new String[] {"PATH=/bin", "A=x", "URL=https://bot:sword%2Ffish@h/"})
                    .withLabels(Map.of("metadata", "{\"a\": \"sword/fish\"}"))))
        .containsExactly("the image's environment (URL)", "the image's labels (metadata)");
  }

  @Test
  void aNameThatIsTheSecretIsNotTold() {
    assertThat(hits(new ContainerConfig().withEnv(new String[] {"sword/fish=x"})))
        .containsExactly("the image's environment");
  }

  @Test
  void allElseIsSearched() {
    assertThat(
            hits(
                new ContainerConfig()
                    .withEntrypoint(new String[] {"sh", "-c", "sword/fish"})
                    .withCmd(new String[] {"x", "sword/fish"})
                    .withUser("sword/fish")
                    .withWorkingDir("/sword/fish")))
        .containsExactly(
            "the image's configuration (entry point)",
            "the image's configuration (command)",
            "the image's configuration (user)",
            "the image's configuration (working folder)");
  }
}
