package dev.prebuild.config.spec;

import com.google.protobuf.ByteString;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.runner.v1.AssignedPrebuild;
import dev.prebuild.config.wire.runner.v1.AssignedWarmPool;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * All that is wanted of this runner: what is not in it is not wanted any more.
 *
 * @param revision names this answer in the next long poll
 * @param rejected one sentence for each item that could not be understood; such an item is neither
 *     carried out nor taken as gone
 * @param logsTokenKey verifies logs tokens; empty if the control plane names none, or none that can
 *     be understood: then no logs token holds
 * @param poolSnapshots what warm pools are made from that go on; those too of pools that could not
 *     be understood
 * @param deletedSnapshots held here, and to be removed as soon as nothing is made from them any
 *     more
 * @param environmentClasses that this runner serves
 */
public record DesiredState(
    long revision,
    List<PrebuildSpec> prebuilds,
    List<WarmPoolSpec> warmPools,
    List<Rejection> rejected,
    Optional<LogsTokenKey> logsTokenKey,
    Set<UUID> poolSnapshots,
    Set<UUID> deletedSnapshots,
    List<EnvironmentClass> environmentClasses) {

  /**
   * An item that could not be understood.
   *
   * @param id as the control plane wrote it
   */
  public record Rejection(String id, String reason) {}

  public DesiredState {
    prebuilds = List.copyOf(prebuilds);
    warmPools = List.copyOf(warmPools);
    rejected = List.copyOf(rejected);
    poolSnapshots = Set.copyOf(poolSnapshots);
    deletedSnapshots = Set.copyOf(deletedSnapshots);
    environmentClasses = List.copyOf(environmentClasses);
  }

  /** Translates the wire's answer; an item that makes no sense spoils itself alone. */
  public static DesiredState read(SyncResponse response) {
    List<Rejection> rejected = new ArrayList<>();
    List<PrebuildSpec> prebuilds =
        readEach(
            response.getPrebuildsList(),
            assigned -> assigned.getPrebuild().getId(),
            DesiredState::readPrebuild,
            rejected);
    List<WarmPoolSpec> pools =
        readEach(
            response.getWarmPoolsList(),
            assigned -> assigned.getWarmPool().getId(),
            DesiredState::readWarmPool,
            rejected);
    Optional<LogsTokenKey> key = readKey(response.getLogsTokenKey(), rejected);
    List<UUID> deleted =
        readEach(
            response.getDeletedSnapshotsList(), Function.identity(), UUID::fromString, rejected);
    List<EnvironmentClass> classes =
        readEach(
            response.getEnvironmentClassesList(),
            environmentClass -> environmentClass.getId(),
            DesiredState::readClass,
            rejected);
    return new DesiredState(
        response.getRevision(),
        prebuilds,
        pools,
        rejected,
        key,
        poolSnapshots(response.getWarmPoolsList()),
        Set.copyOf(deleted),
        classes);
  }

  /** One that is no id names nothing that could be held here. */
  private static Set<UUID> poolSnapshots(List<AssignedWarmPool> pools) {
    return Set.copyOf(
        readEach(
            pools.stream()
                .map(assigned -> assigned.getWarmPool().getSpec())
                .filter(spec -> !spec.getSnapshotId().isEmpty() && !isLeaving(spec))
                .map(spec -> spec.getSnapshotId())
                .toList(),
            Function.identity(),
            UUID::fromString,
            new ArrayList<>()));
  }

  private static Optional<LogsTokenKey> readKey(ByteString key, List<Rejection> rejected) {
    return key.isEmpty()
        ? Optional.empty()
        : readEach(List.of(key), _ -> "logsTokenKey", LogsTokenKey::new, rejected).stream()
            .findFirst();
  }

  private static <W, S> List<S> readEach(
      List<W> items, Function<W, String> id, Function<W, S> read, List<Rejection> rejected) {
    List<S> result = new ArrayList<>();
    for (W item : items) {
      try {
        result.add(read.apply(item));
      } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
        rejected.add(new Rejection(id.apply(item), String.valueOf(e.getMessage())));
      }
    }
    return result;
  }

  private static PrebuildSpec readPrebuild(AssignedPrebuild assigned) {
    Prebuild prebuild = assigned.getPrebuild();
    var metadata = prebuild.getMetadata();
    return new PrebuildSpec(
        UUID.fromString(prebuild.getId()),
        UUID.fromString(metadata.getProjectId()),
        readClass(assigned.getEnvironmentClass()),
        readRepository(assigned.getRepository()),
        given(assigned.getDevContainer()),
        assigned.getTasksList().stream()
            .map(task -> new Task(task.getName(), task.getCommand(), task.getMayFail()))
            .toList(),
        ExcludedPaths.checked(assigned.getExcludedList()),
        goal(prebuild),
        timeout(prebuild),
        Instant.ofEpochSecond(
            metadata.getCreatedAt().getSeconds(), metadata.getCreatedAt().getNanos()),
        new PrebuildSpec.Reported(
            phase(prebuild.getStatus().getPhaseValue()), prebuild.getStatus().getStatusVersion()));
  }

  private static PrebuildSpec.Goal goal(Prebuild prebuild) {
    return switch (prebuild.getSpec().getDesiredPhase()) {
      case PREBUILD_PHASE_CANCELLING, PREBUILD_PHASE_CANCELLED -> PrebuildSpec.Goal.CANCEL;
      case PREBUILD_PHASE_DELETING, PREBUILD_PHASE_DELETED -> PrebuildSpec.Goal.DELETE;
      default -> PrebuildSpec.Goal.COMPLETE;
    };
  }

  private static Duration timeout(Prebuild prebuild) {
    var timeout = prebuild.getSpec().getTimeout();
    Duration duration = Duration.ofSeconds(timeout.getSeconds(), timeout.getNanos());
    if (!duration.isPositive() || duration.compareTo(PrebuildSpec.LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "timeout must be more than zero and at most two hours, got " + duration);
    }
    return duration;
  }

  private static PrebuildPhase phase(int number) {
    for (PrebuildPhase phase : PrebuildPhase.values()) {
      if (phase.number() == number) {
        return phase;
      }
    }
    return PrebuildPhase.PENDING;
  }

  private static Repository readRepository(
      dev.prebuild.config.wire.runner.v1.Repository repository) {
    Optional<Repository.Credentials> credentials =
        repository.hasCredentials()
            ? Optional.of(
                new Repository.Credentials(
                    repository.getCredentials().getUsername(),
                    new Secret(repository.getCredentials().getPassword())))
            : Optional.empty();
    return new Repository(
        repository.getUrl(),
        given(repository.getRef()),
        credentials,
        repository.getDepth() > 0 ? OptionalInt.of(repository.getDepth()) : OptionalInt.empty());
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(given -> !given.isBlank());
  }

  private static EnvironmentClass readClass(
      dev.prebuild.config.wire.runner.v1.EnvironmentClass environmentClass) {
    return new EnvironmentClass(
        UUID.fromString(environmentClass.getId()),
        environmentClass.getName(),
        environmentClass.getImage(),
        new Limits(
            environmentClass.getNanoCpus(),
            environmentClass.getMemoryBytes(),
            environmentClass.getProcesses(),
            environmentClass.getDiskBytes(),
            given(environmentClass.getNetwork())),
        readAllowances(environmentClass.getAllowances()),
        readStandby(environmentClass.getStandby()));
  }

  private static Standby readStandby(dev.prebuild.config.wire.runner.v1.Standby standby) {
    return new Standby(
        standby.getReadyCommandList(),
        standby.hasReadyTimeout()
            ? Duration.ofSeconds(
                standby.getReadyTimeout().getSeconds(), standby.getReadyTimeout().getNanos())
            : Standby.USUAL_TIMEOUT,
        standby.getPaused());
  }

  private static Allowances readAllowances(
      dev.prebuild.config.wire.runner.v1.Allowances allowances) {
    return new Allowances(
        allowances.getPrivileged(),
        allowances.getNewPrivileges(),
        Set.copyOf(allowances.getCapabilitiesList()),
        Set.copyOf(allowances.getSecurityOptionsList()),
        Set.copyOf(allowances.getMountTypesList()));
  }

  private static WarmPoolSpec readWarmPool(AssignedWarmPool assigned) {
    WarmPool pool = assigned.getWarmPool();
    var spec = pool.getSpec();
    return new WarmPoolSpec(
        UUID.fromString(pool.getId()),
        UUID.fromString(pool.getMetadata().getProjectId()),
        readClass(assigned.getEnvironmentClass()),
        spec.getMinSize(),
        spec.getMaxSize(),
        spec.hasSnapshotId() && !spec.getSnapshotId().isEmpty()
            ? Optional.of(UUID.fromString(spec.getSnapshotId()))
            : Optional.empty(),
        given(assigned.getSnapshotReference()).map(SnapshotReference::parse),
        isLeaving(spec),
        pool.getStatus().getStatusVersion());
  }

  private static boolean isLeaving(dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec spec) {
    return switch (spec.getDesiredPhase()) {
      case WARM_POOL_PHASE_DELETING, WARM_POOL_PHASE_DELETED -> true;
      default -> false;
    };
  }
}
