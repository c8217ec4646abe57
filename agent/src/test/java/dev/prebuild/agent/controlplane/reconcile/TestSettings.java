package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.settings.StandaloneSettings.ClassSettings;
import dev.prebuild.config.settings.StandaloneSettings.Kind;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import dev.prebuild.config.settings.StandaloneSettings.SubjectSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Settings that list what a test wants. */
final class TestSettings {
  static final UUID ORGANIZATION = id(1);
  static final UUID RUNNER = id(2);
  static final UUID SMALL = id(0xc1);
  static final UUID LARGE = id(0xc2);
  static final UUID ONE = id(0xa1);
  static final UUID TWO = id(0xa2);
  static final UUID THREE = id(0xa3);
  static final UUID EXECUTOR = id(0xe1);

  static final Duration LEASE = Duration.ofMinutes(3);
  static final Duration RETENTION = Duration.ofDays(7);

  private TestSettings() {}

  static UUID id(long number) {
    return new UUID(0x4000, 0x8000_0000_0000_0000L + number);
  }

  /** Three projects with both classes. */
  static StandaloneSettings full() {
    return of(project(ONE, SMALL, LARGE), project(TWO, SMALL, LARGE), project(THREE, SMALL, LARGE));
  }

  static StandaloneSettings of(ProjectSettings... projects) {
    return new StandaloneSettings(
        ORGANIZATION,
        List.of(environmentClass(SMALL), environmentClass(LARGE)),
        List.of(projects),
        List.of(),
        io.dropwizard.util.Duration.seconds(LEASE.toSeconds()),
        io.dropwizard.util.Duration.seconds(RETENTION.toSeconds()),
        Optional.empty());
  }

  private static ClassSettings environmentClass(UUID id) {
    return new ClassSettings(
        id,
        "class",
        "image",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static ProjectSettings project(UUID id, UUID... classes) {
    return project(id, Optional.empty(), Optional.empty(), classes);
  }

  static ProjectSettings daily(UUID id, int hour, UUID... classes) {
    return project(id, Optional.of(hour), Optional.empty(), classes);
  }

  /** A daily project that names whose credentials clone its repository. */
  static ProjectSettings executed(UUID id, int hour, UUID... classes) {
    return project(
        id, Optional.of(hour), Optional.of(new SubjectSettings(EXECUTOR, Kind.USER)), classes);
  }

  private static ProjectSettings project(
      UUID id, Optional<Integer> hour, Optional<SubjectSettings> executor, UUID... classes) {
    return new ProjectSettings(
        id,
        "project",
        "https://git.example/project.git",
        Optional.empty(),
        Optional.empty(),
        SMALL,
        Set.of(classes),
        Optional.empty(),
        executor,
        Optional.empty(),
        hour,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }
}
