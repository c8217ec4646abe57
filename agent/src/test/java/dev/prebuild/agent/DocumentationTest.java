package dev.prebuild.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.ModuleFolder;
import dev.prebuild.snapshot.devcontainer.DevContainerProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation shows what is run as tests, word for word, and leads nowhere that is not. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(?:#[^)]*)?\\)");

  @ParameterizedTest
  @ValueSource(strings = {"example-sdk.mjs", "example-connect.mjs"})
  void showsTheProgramThatIsRun(String example) throws Exception {
    Path module = ModuleFolder.find();
    String program = Files.readString(module.resolve("src/test/clients").resolve(example));

    assertThat(module.resolve("docs/api.md")).content().contains("```js\n" + program + "```\n");
  }

  /** The table of dev container properties is that of the code: one row for each treatment. */
  @Test
  void tellsWhatBecomesOfEachDevContainerProperty() throws Exception {
    Map<String, String> names = new LinkedHashMap<>();
    for (DevContainerProperty property : DevContainerProperty.values()) {
      names.merge(
          property.treatment(), "`%s`".formatted(property.json()), (one, two) -> one + ", " + two);
    }

    assertThat(ModuleFolder.find().resolveSibling("snapshot/docs/prebuilds.md"))
        .content()
        .contains(
            names.entrySet().stream()
                .map(row -> "| %s | %s |".formatted(row.getValue(), row.getKey()))
                .toList());
  }

  @Test
  void everyLinkLeadsToSomethingThatIsThere() throws Exception {
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1);
        assertThat(target.contains("://") || Files.exists(page.resolveSibling(target)))
            .as("%s links to %s", page, target)
            .isTrue();
      }
    }
  }

  private static List<Path> pages() throws IOException {
    Path root = ModuleFolder.find().getParent();
    try (Stream<Path> paths = Files.walk(root, 4)) {
      return paths
          .filter(path -> path.toString().endsWith(".md"))
          .filter(path -> !path.toString().contains("/target/"))
          .filter(path -> !path.toString().contains("/node_modules/"))
          .toList();
    }
  }
}
