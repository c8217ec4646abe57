package dev.prebuild.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.prebuild.config.settings.Settings;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Reads a settings file over the defaults, and refuses what makes no sense. */
public final class SettingsReader {
  private static final String DEFAULTS = "/dev/prebuild/config/prebuild-agent.yaml";
  private static final String STANDALONE_DEFAULTS = "/dev/prebuild/config/standalone.yaml";

  private SettingsReader() {}

  /**
   * The settings in a YAML file.
   *
   * @throws InvalidSettingsException with one line for each problem: a key that is not known, with
   *     the nearest ones that are; a value out of its range; a file that is no YAML
   */
  public static Settings read(Path file) throws InvalidSettingsException {
    try {
      return new OverDefaults().build(new FileConfigurationSourceProvider(), file.toString());
    } catch (ConfigurationException e) {
      throw new InvalidSettingsException(String.valueOf(e.getMessage()).strip(), e);
    } catch (IOException e) {
      throw new InvalidSettingsException(
          "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static final class OverDefaults extends YamlConfigurationFactory<Settings> {
    OverDefaults() {
      super(Settings.class, Validators.newValidator(), mapper(), "prebuild-agent");
    }

    private static ObjectMapper mapper() {
      return Jackson.newObjectMapper()
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    @Override
    protected Settings build(JsonNode own, String path) throws IOException, ConfigurationException {
      return super.build(own instanceof ObjectNode tree ? merge(defaults(tree), tree) : own, path);
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

    /** The section that makes a control plane has no defaults for those who want none. */
    private static ObjectNode defaults(ObjectNode own) {
      ObjectNode defaults = resource(DEFAULTS);
      return own.path("standalone").isObject()
          ? merge(defaults, resource(STANDALONE_DEFAULTS))
          : defaults;
    }

    private static ObjectNode resource(String name) {
      try (InputStream input = Objects.requireNonNull(Settings.class.getResourceAsStream(name))) {
        return (ObjectNode) new YAMLMapper().readTree(input);
      } catch (IOException e) {
        throw new UncheckedIOException("reading the default settings", e);
      }
    }
  }
}
