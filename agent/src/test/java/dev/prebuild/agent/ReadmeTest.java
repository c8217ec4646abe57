package dev.prebuild.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.ModuleFolder;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
