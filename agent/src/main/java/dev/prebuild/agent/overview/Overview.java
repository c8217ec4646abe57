package dev.prebuild.agent.overview;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.prebuild.agent.host.HostMode;
import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.pool.plan.Pressure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * How a host stands at one moment. Times are instants rather than ages, so that two of them are
 * equal as long as nothing has happened. What is not known is absent.
 *
 * @param pools in the order of their projects
 * @param prebuilds those under way and the last that have ended, the newest first
 * @param snapshots that the host holds, the newest first
 * @param claims of the last hour by minute, the oldest first; minutes without any are left out
 */
public record Overview(
    Host host,
    List<Pool> pools,
    List<Prebuild> prebuilds,
    List<Snapshot> snapshots,
    List<ClaimMinute> claims) {
  public Overview {
    pools = List.copyOf(pools);
    prebuilds = List.copyOf(prebuilds);
    snapshots = List.copyOf(snapshots);
    claims = List.copyOf(claims);
  }

  /**
   * The host itself.
   *
   * @param runnerId whose agent this is
   * @param name of the host
   * @param mode what it takes on
   * @param since when that began
   * @param waitingPrebuilds that wait for a slot
   */
  public record Host(
      UUID runnerId,
      String name,
      HostMode mode,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant since,
      int waitingPrebuilds,
      Shortage shortage,
      Dependency engine,
      Dependency controlPlane,
      Dependency disk) {}

  /**
   * How short the host is.
   *
   * @param level the rung of the ladder
   * @param reason why it stands there, in words
   * @param memoryAvailable that programs can have without swapping, of all; 0 to 1
   * @param diskFree where the engine keeps its data, of all; 0 to 1
   * @param loadPerCore tasks that run or want to, over a minute; 0 or more
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Shortage(
      Pressure level,
      String reason,
      OptionalDouble memoryAvailable,
      OptionalDouble diskFree,
      OptionalDouble loadPerCore) {}

  /**
   * Something that the agent depends on.
   *
   * @param failure what is wrong with it; absent if all is well
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Dependency(boolean up, Optional<String> failure) {
    static Dependency of(Optional<String> failure) {
      return new Dependency(failure.isEmpty(), failure);
    }
  }

  /**
   * What something is made for.
   *
   * @param project its name; absent where the settings do not list it
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Origin(
      UUID projectId, Optional<String> project, UUID classId, Optional<String> environmentClass) {}

  /**
   * A warm pool.
   *
   * @param running instances ready to be claimed
   * @param stopped instances in the reserve
   * @param desired running instances wanted
   * @param reason why so many, in words
   * @param comingUp instances that are being made, started or waited for
   * @param leaving instances that are being stopped or removed
   * @param outdated instances of another snapshot than the newest, counted among the others too
   * @param snapshotId what instances are made from; absent before there is one
   * @param oldest when the oldest idle instance was made
   * @param laggingSince since when there have been outdated instances
   * @param failure what is wrong with it
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Pool(
      UUID id,
      Origin origin,
      WarmPoolPhase phase,
      int running,
      int stopped,
      int desired,
      String reason,
      int minSize,
      int maxSize,
      int comingUp,
      int leaving,
      int outdated,
      int waitingClaims,
      Optional<UUID> snapshotId,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Optional<Instant> oldest,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Optional<Instant> laggingSince,
      Optional<String> failure) {}

  /**
   * A prebuild that has begun on this host.
   *
   * @param since when it came into its phase, seen by this run of the agent
   * @param percent of its snapshot; present while that is made
   * @param sizeBytes of its snapshot; present once there is one
   * @param failure why it has failed
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Prebuild(
      UUID id,
      Origin origin,
      PrebuildPhase phase,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant createdAt,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant since,
      OptionalInt percent,
      OptionalLong sizeBytes,
      List<String> warnings,
      Optional<String> failure) {
    public Prebuild {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A snapshot.
   *
   * @param id that of its prebuild
   * @param bytes all its layers take
   * @param freedBytes what its removal would free: the layers that no other image has
   * @param used whether a container is made from it
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Snapshot(
      UUID id,
      Origin origin,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant createdAt,
      long bytes,
      long freedBytes,
      boolean used) {}

  /**
   * Claims that ended within one minute.
   *
   * @param at its beginning
   * @param running served by an instance that ran
   * @param stopped served by one from the reserve
   * @param cold served by a new one
   * @param repeated that had their environment already
   * @param refused that got none
   * @param misses of those served, that found no ready instance of the newest snapshot at once
   * @param p50Millis median of the time that those served took; absent if none was
   * @param p99Millis what 99 of 100 of them stayed within
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record ClaimMinute(
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at,
      int running,
      int stopped,
      int cold,
      int repeated,
      int refused,
      int misses,
      OptionalDouble p50Millis,
      OptionalDouble p99Millis) {}
}
