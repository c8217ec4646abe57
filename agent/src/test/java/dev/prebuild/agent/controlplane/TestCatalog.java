package dev.prebuild.agent.controlplane;

import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.settings.StandaloneSettings.AllowSettings;
import dev.prebuild.config.settings.StandaloneSettings.ClassSettings;
import dev.prebuild.config.settings.StandaloneSettings.Kind;
import dev.prebuild.config.settings.StandaloneSettings.MountType;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import dev.prebuild.config.settings.StandaloneSettings.Scope;
import dev.prebuild.config.settings.StandaloneSettings.StandbySettings;
import dev.prebuild.config.settings.StandaloneSettings.SubjectSettings;
import dev.prebuild.config.settings.StandaloneSettings.TaskSettings;
import dev.prebuild.config.settings.StandaloneSettings.TokenSettings;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a control plane under test lists: two organizations, two runners, and who may call. */
final class TestCatalog {
  static final UUID ORGANIZATION = id("01");
  static final UUID RUNNER = id("02");
  static final UUID STRANGERS = id("03");

  /** Serves {@link #FAR}, and has no host unless a test gives it one. */
  static final UUID OTHER_RUNNER = id("04");

  static final UUID USER = id("05");
  static final UUID EXECUTOR = id("06");

  static final UUID PROJECT = id("0a");
  static final UUID OTHER_PROJECT = id("0b");

  /** Names an executor and a timeout of its own. */
  static final UUID DIRECTED_PROJECT = id("0c");

  /** Has no prebuild classes, so prebuilds are off. */
  static final UUID QUIET_PROJECT = id("0d");

  /** Belongs to the strangers. */
  static final UUID THEIR_PROJECT = id("0e");

  static final UUID SMALL = id("c1");
  static final UUID LARGE = id("c2");

  /** Listed, but no project has prebuilds for it. */
  static final UUID UNUSED = id("c3");

  static final UUID FAR = id("c4");

  /** Nothing has this id. */
  static final UUID UNKNOWN = id("ff");

  private TestCatalog() {}

  private static UUID id(String end) {
    return UUID.fromString("00000000-0000-4000-8000-0000000000" + end);
  }

  /**
   * The settings.
   *
   * @param folder where a test may put the file {@code credentials} of {@link #PROJECT}
   */
  static StandaloneSettings settings(Path folder) {
    return new StandaloneSettings(
        ORGANIZATION,
        List.of(
            new ClassSettings(
                SMALL,
                "small",
                "debian:13",
                Optional.of(1.5),
                Optional.of(DataSize.mebibytes(512)),
                Optional.of(512),
                Optional.of(DataSize.gibibytes(3)),
                Optional.of("none"),
                Optional.of(
                    new AllowSettings(
                        false, true, Set.of("cap_sys_ptrace"), Set.of(), Set.of(MountType.TMPFS))),
                Optional.of(
                    new StandbySettings(
                        List.of("test", "-e", "/ready"), Optional.of(Duration.seconds(30)), true)),
                Optional.empty()),
            environmentClass(LARGE, "large", Optional.empty()),
            environmentClass(UNUSED, "unused", Optional.empty()),
            environmentClass(FAR, "far", Optional.of(OTHER_RUNNER))),
        List.of(
            new ProjectSettings(
                PROJECT,
                "project",
                "https://git.example/project.git",
                Optional.of("main"),
                Optional.of(folder.resolve("credentials")),
                SMALL,
                Set.of(SMALL, LARGE),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("dev/devcontainer.json"),
                Optional.of(7),
                List.of(
                    new TaskSettings("build", "make", false),
                    new TaskSettings("test", "make test", true)),
                List.of("/root/.cache/*")),
            project(OTHER_PROJECT, LARGE, Set.of(LARGE, FAR), Optional.empty()),
            new ProjectSettings(
                DIRECTED_PROJECT,
                "directed",
                "https://git.example/directed.git",
                Optional.empty(),
                Optional.empty(),
                SMALL,
                Set.of(SMALL),
                Optional.empty(),
                Optional.of(new SubjectSettings(EXECUTOR, Kind.SERVICE_ACCOUNT)),
                Optional.of(Duration.minutes(30)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of()),
            project(QUIET_PROJECT, SMALL, Set.of(), Optional.empty()),
            project(THEIR_PROJECT, SMALL, Set.of(SMALL), Optional.of(STRANGERS))),
        List.of(
            new TokenSettings(
                "user",
                Scope.USER,
                Optional.of(new SubjectSettings(USER, Kind.USER)),
                Optional.empty(),
                Optional.empty()),
            token("reader", Scope.READER, Optional.empty(), Optional.empty()),
            token("stranger", Scope.USER, Optional.of(STRANGERS), Optional.empty()),
            token("other-runner", Scope.RUNNER, Optional.empty(), Optional.of(OTHER_RUNNER))),
        Duration.minutes(3),
        Duration.days(7),
        Optional.empty());
  }

  private static ClassSettings environmentClass(UUID id, String name, Optional<UUID> runner) {
    return new ClassSettings(
        id,
        name,
        "debian:13",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        runner);
  }

  private static ProjectSettings project(
      UUID id, UUID defaultClass, Set<UUID> classes, Optional<UUID> organization) {
    return new ProjectSettings(
        id,
        "project " + id,
        "https://git.example/%s.git".formatted(id),
        Optional.empty(),
        Optional.empty(),
        defaultClass,
        classes,
        organization,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static TokenSettings token(
      String name, Scope scope, Optional<UUID> organization, Optional<UUID> runner) {
    return new TokenSettings(name, scope, Optional.empty(), organization, runner);
  }

  /** The same in another database. */
  static StandaloneSettings in(Optional<DatabaseSettings> database, StandaloneSettings settings) {
    return new StandaloneSettings(
        settings.organizationId(),
        settings.environmentClasses(),
        settings.projects(),
        settings.tokens(),
        settings.lease(),
        settings.retention(),
        database);
  }

  /** The same with other projects. */
  static StandaloneSettings with(List<ProjectSettings> projects, StandaloneSettings settings) {
    return new StandaloneSettings(
        settings.organizationId(),
        settings.environmentClasses(),
        projects,
        settings.tokens(),
        settings.lease(),
        settings.retention(),
        settings.database());
  }
}
