package dev.prebuild.agent.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.prebuild.config.settings.Settings;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.jackson.FuzzyEnumModule;
import io.dropwizard.jersey.validation.Validators;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a settings file over the defaults, and refuses what makes no sense. */
public final class SettingsReader {
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
      throw InvalidSettingsException.unreadable(file, e);
    }
  }

  private static final class OverDefaults extends YamlConfigurationFactory<Settings> {
    OverDefaults() {
      super(Settings.class, Validators.newValidator(), mapper(), "prebuild-agent");
    }

    /** Dropwizard's own spins code for each property, which does not pay for what is read once. */
    private static ObjectMapper mapper() {
      return JsonMapper.builder()
          .addModules(new Jdk8Module(), new JavaTimeModule(), new FuzzyEnumModule())
          .build();
    }

    @Override
    protected Settings build(JsonNode own, String path) throws IOException, ConfigurationException {
      return super.build(
          own instanceof ObjectNode tree ? SettingsTree.overDefaults(tree) : own, path);
    }
  }
}
