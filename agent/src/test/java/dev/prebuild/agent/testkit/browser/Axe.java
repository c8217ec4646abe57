package dev.prebuild.agent.testkit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.testkit.NodePrograms;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * The accessibility rules of axe-core.
 *
 * @param script the program that checks them
 */
public record Axe(String script) {
  private static final String RUN =
      """
      axe.run().then(result => result.violations.map(rule =>
          rule.id + ': ' + rule.help + ' (' + rule.nodes.map(node => node.html).join(' ') + ')'))\
      """;

  /** Gets it by way of npm. */
  public static Axe install() throws Exception {
    return new Axe(
        Files.readString(
            NodePrograms.install("accessibility")
                .folder()
                .resolve("node_modules/axe-core/axe.min.js")));
  }

  /** The rules that a page breaks as it stands, and where. */
  public List<String> violations(Tab tab) throws Exception {
    JsonNode _ = tab.evaluate(script + "; true");
    List<String> violations = new ArrayList<>();
    tab.evaluate(RUN).forEach(violation -> violations.add(violation.asText()));
    return violations;
  }
}
