package dev.prebuild.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.ModuleFolder;
import dev.prebuild.snapshot.devcontainer.DevContainerProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** README shows programs that are run as tests, word for word. */
class ReadmeTest {

  @ParameterizedTest
  @ValueSource(strings = {"example-sdk.mjs", "example-connect.mjs"})
  void showsTheProgramThatIsRun(String example) throws Exception {
    Path module = ModuleFolder.find();
    String program = Files.readString(module.resolve("src/test/clients").resolve(example));

    assertThat(module.resolveSibling("README.md"))
        .content()
        .contains("```js\n" + program + "```\n");
  }

  /** The table of dev container properties is that of the code: one row for each treatment. */
  @Test
  void tellsWhatBecomesOfEachDevContainerProperty() throws Exception {
    Map<String, String> names = new LinkedHashMap<>();
    for (DevContainerProperty property : DevContainerProperty.values()) {
      names.merge(
          property.treatment(), "`%s`".formatted(property.json()), (one, two) -> one + ", " + two);
    }

    assertThat(ModuleFolder.find().resolveSibling("README.md"))
        .content()
        .contains(
            names.entrySet().stream()
                .map(row -> "| %s | %s |".formatted(row.getValue(), row.getKey()))
                .toList());
  }
}
