package dev.prebuild.config.settings;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.dropwizard.util.DataSize;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What the embedded control plane knows from the start.
 *
 * @param organizationId owner of all projects below
 * @param environmentClasses what environments may be made of
 * @param projects what may be prebuilt
 * @param database where its state is; a file in the state folder if unset
 */
public record StandaloneSettings(
    @NotNull UUID organizationId,
    @Valid @NotEmpty @JsonSetter(nulls = Nulls.AS_EMPTY) List<ClassSettings> environmentClasses,
    @Valid @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) List<ProjectSettings> projects,
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
    return environmentClasses.stream().map(ClassSettings::id).distinct().count()
            == environmentClasses.size()
        && projects.stream().map(ProjectSettings::id).distinct().count() == projects.size();
  }

  /**
   * An environment class.
   *
   * @param image what its environments are made from, if the project brings nothing of its own
   * @param cpus cores, fractions allowed; no limit if unset
   * @param memory no limit if unset
   */
  public record ClassSettings(
      @NotNull UUID id,
      @NotBlank String name,
      @NotBlank String image,
      Optional<@DecimalMin("0.01") Double> cpus,
      Optional<DataSize> memory) {}

  /**
   * A project.
   *
   * @param repository https, ssh or, where the prebuild settings allow it, file URL
   * @param ref branch, tag or commit; the remote's default branch if unset
   * @param credentialsFile {@code username:password} for the repository; public if unset
   * @param defaultClassId class of a prebuild that names none
   * @param prebuildClassIds classes that prebuilds and warm pools may be made for
   * @param tasks run in this order
   */
  public record ProjectSettings(
      @NotNull UUID id,
      @NotBlank String name,
      @NotBlank String repository,
      Optional<String> ref,
      Optional<Path> credentialsFile,
      @NotNull UUID defaultClassId,
      @NotEmpty @JsonSetter(nulls = Nulls.AS_EMPTY) Set<UUID> prebuildClassIds,
      @Valid @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY) List<TaskSettings> tasks) {}

  /**
   * A step of a project's prebuild.
   *
   * @param command run by /bin/sh in the workspace folder
   */
  public record TaskSettings(@NotBlank String name, @NotBlank String command) {}
}
