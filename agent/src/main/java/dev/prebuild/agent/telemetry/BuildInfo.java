package dev.prebuild.agent.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Properties;
import java.util.SequencedMap;

/**
 * What this program was built from.
 *
 * @param revision of the sources, as git has it; {@code unknown} if the build was not told
 */
public record BuildInfo(String version, String revision) {
  private static final String FILE = "/dev/prebuild/agent/build.properties";

  /** Reads what the build has left for it. */
  public static BuildInfo read() {
    Properties properties = new Properties();
    try (InputStream file =
        Objects.requireNonNull(BuildInfo.class.getResourceAsStream(FILE), FILE)) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + FILE, e);
    }
    return new BuildInfo(
        properties.getProperty("version", ""), properties.getProperty("revision", ""));
  }

  /** Shows it from now on. */
  public void show(Metrics metrics, String java) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("version", version);
    facts.put("revision", revision);
    facts.put("java", java);
    metrics.info(
        "prebuild_agent_build_info",
        "1; what the agent was built from, and the Java that runs it.",
        facts);
  }
}
