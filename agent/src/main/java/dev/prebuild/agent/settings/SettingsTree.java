package dev.prebuild.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.prebuild.config.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * A settings file laid over the defaults, and not checked. Enough for whoever needs a few values of
 * it at once: {@link SettingsReader}, which checks them all, takes several times as long.
 */
public final class SettingsTree {
  private static final String DEFAULTS = "/dev/prebuild/config/prebuild-agent.yaml";
  private static final String STANDALONE_DEFAULTS = "/dev/prebuild/config/standalone.yaml";

  private SettingsTree() {}

  /**
   * Reads a file.
   *
   * @throws InvalidSettingsException if it cannot be read, or is no YAML with sections
   */
  public static ObjectNode read(Path file) throws InvalidSettingsException {
    try {
      if (new YAMLMapper().readTree(Files.readString(file)) instanceof ObjectNode own) {
        return overDefaults(own);
      }
    } catch (IOException e) {
      throw InvalidSettingsException.unreadable(file, e);
    }
    throw new InvalidSettingsException("%s holds no settings".formatted(file));
  }

  /** What holds where no file says anything. */
  public static ObjectNode defaults() {
    return resource(DEFAULTS);
  }

  /** The section that makes a control plane has no defaults for those who want none. */
  static ObjectNode overDefaults(ObjectNode own) {
    ObjectNode defaults = defaults();
    return merge(
        own.path("standalone").isObject()
            ? merge(defaults, resource(STANDALONE_DEFAULTS))
            : defaults,
        own);
  }

  /** Sections are merged key by key; anything else replaces the default. */
  private static ObjectNode merge(ObjectNode target, ObjectNode own) {
    for (Map.Entry<String, JsonNode> entry : own.properties()) {
      JsonNode current = target.get(entry.getKey());
      if (current instanceof ObjectNode section && entry.getValue() instanceof ObjectNode ours) {
        merge(section, ours);
      } else {
        target.set(entry.getKey(), entry.getValue());
      }
    }
    return target;
  }

  private static ObjectNode resource(String name) {
    try (InputStream input = Objects.requireNonNull(Settings.class.getResourceAsStream(name))) {
      return (ObjectNode) new YAMLMapper().readTree(input);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the default settings", e);
    }
  }
}
