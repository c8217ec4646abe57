package dev.prebuild.agent.daemon;

import dev.prebuild.config.settings.RunnerSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this host is called among those of its runner. */
final class HostName {
  private HostName() {}

  /** The name that the settings give it, else the machine's own. */
  static String of(RunnerSettings settings) {
    return settings.host().orElseGet(HostName::ofMachine);
  }

  private static String ofMachine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
