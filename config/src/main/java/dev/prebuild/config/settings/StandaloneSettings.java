package dev.prebuild.config.settings;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.prebuild.config.spec.ExcludedPaths;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the embedded control plane knows from the start. Defaults stand in {@code
 * dev/prebuild/config/standalone.yaml}.
 *
 * @param organizationId owner of all projects and tokens that name no other
 * @param environmentClasses what environments may be made of
 * @param projects what may be prebuilt
 * @param tokens who may call
 * @param lease how long a host may be silent before its work is given up; more than two long polls,
 *     or hosts that are well count as silent
 * @param retention age from which a prebuild that no pool uses is deleted
 * @param database where its state is; a file in the state folder if unset
 */
public record StandaloneSettings(
    @NotNull UUID organizationId,
    @Valid @NotEmpty @JsonSetter(nulls = Nulls.AS_EMPTY) List<ClassSettings> environmentClasses,
    @Valid @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) List<ProjectSettings> projects,
    @Valid @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) List<TokenSettings> tokens,
    @NotNull @MinDuration(1) @MaxDuration(value = 1, unit = TimeUnit.DAYS) Duration lease,
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MINUTES) Duration retention,
    @Valid Optional<DatabaseSettings> database) {

  /** Checked here since a single project cannot see the classes. */
  @AssertTrue(message = "must be true: a project names an environment class that is not listed")
  public boolean isEveryClassListed() {
    Set<UUID> listed =
        environmentClasses.stream().map(ClassSettings::id).collect(Collectors.toSet());
    return projects.stream()
        .allMatch(
            project ->
                listed.contains(project.defaultClassId())
                    && listed.containsAll(project.prebuildClassIds()));
  }

  @AssertTrue(message = "must be true: two projects or two environment classes have the same id")
  public boolean isEveryIdUnique() {
    return isUnique(environmentClasses, ClassSettings::id)
        && isUnique(projects, ProjectSettings::id);
  }

  @AssertTrue(message = "must be true: two tokens have the same name")
  public boolean isEveryTokenNameUnique() {
    return isUnique(tokens, TokenSettings::name);
  }

  private static <T> boolean isUnique(List<T> items, Function<T, ?> id) {
    return items.stream().map(id).distinct().count() == items.size();
  }

  /**
   * An environment class.
   *
   * @param id what users and the API name it by; keep it
   * @param name for people
   * @param image what its environments are made from, if the project brings nothing of its own
   * @param cpus cores, fractions allowed; no limit if unset
   * @param memory no limit if unset
   * @param processes processes and threads at once; 4,096 if unset
   * @param disk what a container may write beside its image, where the engine's storage can limit
   *     that; no limit if unset
   * @param network mode or name of a network of the engine's, {@code none} say; the engine's
   *     default if unset
   * @param allow what projects may ask for beyond what every container has; nothing if unset
   * @param standby how its warm instances wait to be claimed
   * @param runnerId the runner that serves it; this process's own if unset
   */
  public record ClassSettings(
      @NotNull UUID id,
      @NotBlank String name,
      @NotBlank String image,
      Optional<@DecimalMin("0.01") Double> cpus,
      Optional<DataSize> memory,
      Optional<@Min(16) @Max(4_194_304) Integer> processes,
      Optional<DataSize> disk,
      Optional<@Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9_.-]{0,127}") String> network,
      @Valid Optional<AllowSettings> allow,
      @Valid Optional<StandbySettings> standby,
      Optional<UUID> runnerId) {}

  /**
   * What projects of a class may ask for in their devcontainer.json. What is not allowed is left
   * out, with a warning.
   *
   * @param privileged whether a container may be privileged
   * @param newPrivileges whether programs may gain privileges that their caller has not, as sudo
   *     does
   * @param capabilities with or without {@code CAP_}
   * @param securityOptions word for word, {@code seccomp=unconfined} say
   * @param mountTypes {@code tmpfs}, {@code volume}
   */
  public record AllowSettings(
      boolean privileged,
      boolean newPrivileges,
      @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY)
          Set<@Pattern(regexp = "[A-Za-z_]{1,40}") String> capabilities,
      @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) Set<@NotBlank String> securityOptions,
      @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) Set<MountType> mountTypes) {}

  /**
   * How warm instances of a class wait to be claimed.
   *
   * @param readyCommand program and arguments, run in an instance until it exits with 0; none if
   *     empty
   * @param readyTimeout how long an instance may take to become ready; a minute if unset
   * @param paused whether idle running instances are frozen until they are claimed
   */
  public record StandbySettings(
      @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) List<@NotNull String> readyCommand,
      Optional<@MinDuration(1) @MaxDuration(value = 1, unit = TimeUnit.HOURS) Duration>
          readyTimeout,
      boolean paused) {}

  /** Mounts that a project may bring. A folder of the host is none of them. */
  public enum MountType {
    TMPFS,
    VOLUME
  }

  /**
   * A project.
   *
   * @param id what users and the API name it by; keep it
   * @param name for people
   * @param repository https, ssh or, where the prebuild settings allow it, file URL
   * @param ref branch, tag or commit; the remote's default branch if unset
   * @param credentialsFile {@code username:password} for the repository; public if unset
   * @param defaultClassId class of a prebuild that names none
   * @param prebuildClassIds classes that prebuilds and warm pools may be made for; with none,
   *     prebuilds are off
   * @param organizationId owner of the project; the section's if unset
   * @param executor whose credentials clone the repository; the creator of a prebuild if unset
   * @param timeout of a prebuild that names none, at most two hours; one hour if unset
   * @param dailyHour hour of the day, UTC, in which each prebuild class gets a prebuild by itself
   * @param devContainer path of its devcontainer.json in the repository; looked for if unset
   * @param depth most commits of history in the clone; all of it if unset
   * @param tasks run in this order, after those that the repository names
   * @param exclude absolute paths of the container, with the patterns of the shell, that its
   *     snapshots are not to hold
   */
  public record ProjectSettings(
      @NotNull UUID id,
      @NotBlank String name,
      @NotBlank String repository,
      Optional<String> ref,
      Optional<Path> credentialsFile,
      @NotNull UUID defaultClassId,
      @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) Set<UUID> prebuildClassIds,
      Optional<UUID> organizationId,
      @Valid Optional<SubjectSettings> executor,
      Optional<@MinDuration(1) @MaxDuration(value = 2, unit = TimeUnit.HOURS) Duration> timeout,
      Optional<@Min(0) @Max(23) Integer> dailyHour,
      // Unlike @NotBlank, a pattern is content with an Optional that is empty.
      Optional<@Pattern(regexp = "(?s).*\\S.*", message = "must not be blank") String> devContainer,
      Optional<@Min(1) Integer> depth,
      @Valid @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) List<TaskSettings> tasks,
      @NotNull @Size(max = ExcludedPaths.MOST) @JsonSetter(nulls = Nulls.AS_EMPTY)
          List<
                  @Pattern(
                      regexp = ExcludedPaths.PATTERN,
                      message = "must be an absolute path of at most 1,024 characters")
                  String>
              exclude) {}

  /**
   * A step of a project's prebuild.
   *
   * @param name that logs and failures give it
   * @param command run by /bin/sh in the workspace folder
   * @param mayFail whether its failure is a warning only
   */
  public record TaskSettings(@NotBlank String name, @NotBlank String command, boolean mayFail) {}

  /**
   * A bearer token. It is made on the first start, in {@code NAME.token} in the state folder; of
   * the token itself only a hash is kept. Another name makes another token, and a name that is
   * listed no more is refused.
   *
   * @param name also that of its file
   * @param scope what it opens
   * @param subject who holds it; follows from organization and name if unset
   * @param organizationId whose objects it opens; the section's if unset
   * @param runnerId the runner of a runner's token; this process's own if unset
   */
  public record TokenSettings(
      @NotNull
          @Pattern(
              regexp = "(?!(agent|runner)$)[A-Za-z0-9][A-Za-z0-9_-]{0,62}",
              message =
                  "must be 1 to 63 of A-Z a-z 0-9 _ -, and not agent or runner, whose files are the agent's own")
          String name,
      @NotNull Scope scope,
      @Valid Optional<SubjectSettings> subject,
      Optional<UUID> organizationId,
      Optional<UUID> runnerId) {}

  /** What a token is for. */
  public enum Scope {
    /** All of gitpod.v1.PrebuildService. */
    USER,
    /** Its Get and List calls. */
    READER,
    /** prebuildagent.v1.RunnerService. */
    RUNNER
  }

  /**
   * Somebody who acts, in the contract's terms.
   *
   * @param id of that somebody
   * @param principal what kind of somebody
   */
  public record SubjectSettings(@NotNull UUID id, @NotNull Kind principal) {}

  /** What kind of somebody. */
  public enum Kind {
    ACCOUNT,
    USER,
    RUNNER,
    ENVIRONMENT,
    SERVICE_ACCOUNT,
    RUNNER_MANAGER
  }
}
