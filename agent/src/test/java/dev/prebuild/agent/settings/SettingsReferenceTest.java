package dev.prebuild.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.prebuild.agent.testkit.ModuleFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference says what the types say; {@code -Dreference=rewrite} writes it anew. */
final class SettingsReferenceTest {
  private static final Path CONFIG = ModuleFolder.find().resolveSibling("config");
  private static final Path PAGE = CONFIG.resolve("docs/settings.md");

  @Test
  void theReferenceIsNotStale() throws IOException {
    String page = reference().write(defaults());
    if ("rewrite".equals(System.getProperty("reference"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("%s is stale: run this test with -Dreference=rewrite", PAGE)
        .isEqualTo(page);
  }

  private static SettingsReference reference() throws IOException {
    return new SettingsReference(
        RecordSources.in(CONFIG.resolve("src/main/java/dev/prebuild/config/settings")));
  }

  private static JsonNode defaults() throws IOException {
    Path resources = CONFIG.resolve("src/main/resources/dev/prebuild/config");
    YAMLMapper yaml = new YAMLMapper();
    ObjectNode defaults =
        (ObjectNode) yaml.readTree(resources.resolve("prebuild-agent.yaml").toFile());
    JsonNode standalone = yaml.readTree(resources.resolve("standalone.yaml").toFile());
    return defaults.set("standalone", standalone.path("standalone"));
  }
}
