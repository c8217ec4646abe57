package dev.prebuild.agent.controlplane.store;

import java.util.Optional;
import java.util.UUID;

/** That a host has something new to do, as one process tells it to the others. */
record HostNews(Host.Key host, long revision) {

  String text() {
    return "%s %d %s".formatted(host.runnerId(), revision, host.name());
  }

  /** Empty if it is no such news, as a later version may have other kinds. */
  static Optional<HostNews> parse(String text) {
    String[] parts = text.split(" ", 3);
    if (parts.length < 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new HostNews(
              new Host.Key(UUID.fromString(parts[0]), parts[2]), Long.parseLong(parts[1])));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
