package dev.prebuild.agent.daemon;

import dev.prebuild.agent.settings.InvalidSettingsException;
import dev.prebuild.agent.settings.SettingsReader;
import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.settings.RunnerSettings;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.config.settings.StandaloneSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings as they are in force, and the file that they come from. */
public final class LiveSettings implements Supplier<Settings> {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

  private final Path file;
  private final AtomicReference<Settings> inForce;

  private LiveSettings(Path file, Settings settings) {
    this.file = file;
    this.inForce = new AtomicReference<>(settings);
  }

  /**
   * Reads a settings file.
   *
   * @throws InvalidSettingsException with one line for each problem
   */
  public static LiveSettings read(Path file) throws InvalidSettingsException {
    return new LiveSettings(file, SettingsReader.read(file));
  }

  @Override
  public Settings get() {
    return inForce.get();
  }

  /**
   * Reads the file again and puts in force what can change while the daemon runs: the section
   * {@code standalone} apart from its database, and whether the host is cordoned. A section that is
   * gone stays in force, and a file that makes no sense changes nothing.
   *
   * @return what is in force now
   * @throws InvalidSettingsException with one line for each problem
   */
  Settings reread() throws InvalidSettingsException {
    Settings read = SettingsReader.read(file);
    Settings before = inForce.get();
    Settings after =
        new Settings(
            new RunnerSettings(
                before.runner().id(), before.runner().host(), read.runner().cordoned()),
            before.controlPlane(),
            before.engine(),
            before.http(),
            before.paths(),
            before.prebuilds(),
            before.snapshots(),
            before.pools(),
            before.disk(),
            before.log(),
            standalone(before.standalone(), read.standalone()));
    inForce.set(after);
    LOG.atInfo().addKeyValue("file", file).log("the settings were read again");
    if (!after.equals(read)) {
      LOG.warn(
          "some of the changes count from the next start on only: all but runner.cordoned and those in standalone, whose database stays too");
    }
    return after;
  }

  /** A control plane that runs keeps its database, and does not go away. */
  private static Optional<StandaloneSettings> standalone(
      Optional<StandaloneSettings> before, Optional<StandaloneSettings> read) {
    return before
        .map(old -> read.map(section -> at(old.database(), section)).orElse(old))
        .or(() -> read);
  }

  private static StandaloneSettings at(
      Optional<DatabaseSettings> database, StandaloneSettings section) {
    return new StandaloneSettings(
        section.organizationId(),
        section.environmentClasses(),
        section.projects(),
        section.tokens(),
        section.lease(),
        section.retention(),
        database);
  }
}
