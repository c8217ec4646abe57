package dev.prebuild.agent.testkit;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The folder of the module under test, wherever its tests are started from. */
public final class ModuleFolder {
  private ModuleFolder() {}

  /** Two above the tests' classes. */
  public static Path find() {
    try {
      Path classes =
          Path.of(ModuleFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.resolve("../..").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
