package dev.prebuild.config.settings;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What is made of prebuilds, and how long it stays on this host. What a pool or a claimed
 * environment uses stays in any case.
 *
 * @param keep newest snapshots that stay for each project and class
 * @param maxAge age from which the others go; those within {@code keep} too
 * @param exclude absolute paths, with the patterns of the shell, that no snapshot is to hold
 * @param searchLimit of what a prebuild has added, the most that is searched for secrets that it
 *     was given; what is left unsearched is said in a warning
 * @param registry where snapshots are pushed for other hosts; they stay on their host if unset
 */
public record SnapshotSettings(
    @Min(1) @Max(100) int keep,
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MINUTES) Duration maxAge,
    @NotNull @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<@Pattern(regexp = "/.+", message = "must be an absolute path") String> exclude,
    @NotNull DataSize searchLimit,
    @Valid Optional<RegistrySettings> registry) {

  /**
   * A registry that this host pushes to and pulls from, with the credentials of the engine's usual
   * configuration file. Nothing is deleted from it: that is its own retention's to do.
   *
   * @param repository with the registry's name in front and no tag behind
   */
  public record RegistrySettings(
      @NotNull
          @Pattern(
              regexp = "[a-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)+",
              message = "must be HOST[:PORT]/PATH in small letters, without a tag")
          String repository) {}
}
