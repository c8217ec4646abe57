package dev.prebuild.agent.engine;

import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.LaunchPlan;
import dev.prebuild.snapshot.host.PrebuildHost;
import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.lifecycle.Snapshot;
import dev.prebuild.snapshot.steps.LogMarker;
import dev.prebuild.snapshot.steps.StepJournal;
import dev.prebuild.snapshot.steps.StepScript;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prebuilds as containers of the engine, snapshots as its images. */
public final class EnginePrebuildHost implements PrebuildHost {
  private static final List<String> COMMAND =
      List.of("/bin/sh", PrivateFolders.MOUNT + "/" + StepScript.ENTRY);

  private static final int LARGEST_JOURNAL_BYTES = 256 * 1024;
  private static final int LAST_LINES = 20;

  /** Exit codes of a process that was ended by KILL and TERM: 128 and the signal's number. */
  private static final int KILLED = 137;

  private static final int TERMINATED = 143;

  private final EngineRoom room;
  private final Classifier classifier;
  private final DevContainerImages devContainers;
  private final LogPump pump;

  /**
   * @param logs where what containers print goes to
   * @param ledger knows the names of their steps
   * @param devContainerCommand that builds images with features; looked for on the PATH if empty
   */
  public EnginePrebuildHost(
      EngineRoom room, PrebuildLogs logs, Ledger ledger, Optional<Path> devContainerCommand) {
    this(room, logs, new LogPump(room, logs, ledger, InstantSource.system()), devContainerCommand);
  }

  EnginePrebuildHost(
      EngineRoom room, PrebuildLog log, LogPump pump, Optional<Path> devContainerCommand) {
    this.room = room;
    this.devContainers = new DevContainerImages(room, log, devContainerCommand);
    this.pump = pump;
    this.classifier = room.classifier();
  }

  @Override
  public Set<UUID> prebuilds() {
    return EngineFailures.guarded(
        () ->
            room.containers().list().stream()
                .map(classifier::prebuild)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet()));
  }

  @Override
  public Evidence observe(PrebuildSpec spec, List<String> names) {
    return EngineFailures.guarded(
        () ->
            room.images()
                .findSnapshot(spec.id())
                .<Evidence>map(
                    image ->
                        new Evidence.Snapshotted(
                            new Snapshot(spec.id(), EngineSnapshotHost.bytes(image))))
                .or(
                    () ->
                        room.containers()
                            .find(Naming.prebuild(spec.id()))
                            .map(facts -> evidence(spec, names, facts)))
                .orElseGet(Evidence.Nothing::new));
  }

  private Evidence evidence(PrebuildSpec spec, List<String> names, ContainerFacts facts) {
    return switch (facts.status()) {
      case "created" -> new Evidence.Unstarted();
      case "exited", "dead" ->
          isLost(facts) ? new Evidence.Lost(facts.createdAt()) : ended(spec, names, facts);
      default -> new Evidence.Running(facts.createdAt());
    };
  }

  /** Steps and memory have ends of their own; these are ends of a whole container. */
  private boolean isLost(ContainerFacts facts) {
    boolean wasKilled = facts.exitCode() == KILLED || facts.exitCode() == TERMINATED;
    boolean wasSeen = facts.finishedAt().filter(room.vigil()::covers).isPresent();
    return wasKilled && !facts.isOutOfMemory() && !wasSeen;
  }

  private Evidence ended(PrebuildSpec spec, List<String> names, ContainerFacts facts) {
    pump.drain(spec.id());
    String journal =
        room.folders().read(spec.id(), StepScript.JOURNAL, LARGEST_JOURNAL_BYTES).orElse("");
    List<String> lastLines = facts.exitCode() == 0 ? List.of() : lastLines(facts);
    return new Evidence.Ended(
        facts.createdAt(),
        facts.exitCode(),
        facts.isOutOfMemory(),
        lastLines.stream().anyMatch(EnginePrebuildHost::tellsOfFullDisk),
        StepJournal.read(journal, names),
        StepJournal.warnings(journal, names),
        lastLines);
  }

  /** As strerror puts ENOSPC and EDQUOT in the C locale, which is what images have. */
  private static boolean tellsOfFullDisk(String line) {
    return line.contains("No space left on device") || line.contains("Disk quota exceeded");
  }

  /** Markers are not printed by anybody; twice as many lines leave room for them. */
  private List<String> lastLines(ContainerFacts facts) {
    List<String> lines =
        room.logs().tail(facts.name(), 2 * LAST_LINES).stream()
            .flatMap(line -> LogMarker.split(line).stream())
            .flatMap(EnginePrebuildHost::printed)
            .toList();
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  private static Stream<String> printed(String line) {
    return LogMarker.parse(line)
        .map(
            marker ->
                marker instanceof LogMarker.ServiceLine(_, String text)
                    ? Stream.of(text)
                    : Stream.<String>empty())
        .orElseGet(() -> Stream.of(line));
  }

  @Override
  public ImageFacts obtain(PrebuildSpec spec, ImageSource source, Path checkout)
      throws InterruptedException {
    return EngineFailures.guarded(() -> devContainers.obtain(spec, source, checkout));
  }

  @Override
  public void launch(PrebuildSpec spec, LaunchPlan plan, Path checkout)
      throws InterruptedException {
    EngineFailures.guarded(
        () -> {
          removeOnlyContainer(spec.id());
          String containerId = make(spec, plan);
          ContainerUser user = user(plan, containerId);
          room.folders().giveTo(spec.id(), user);
          room.folders()
              .write(
                  spec.id(),
                  StepScript.files(plan.steps(), PrivateFolders.MOUNT, plan.workspaceFolder()));
          new SourceCopy(room.engine()).copy(checkout, containerId, plan.sourceFolder(), user);
          room.containers().start(containerId);
          return true;
        });
  }

  private ContainerUser user(LaunchPlan plan, String containerId) {
    return plan.user()
        .map(setting -> room.images().user(plan.imageId(), setting, containerId))
        .orElseGet(() -> room.images().user(room.images().ofContainer(containerId), containerId));
  }

  private String make(PrebuildSpec spec, LaunchPlan plan) {
    return room.folders().whileMaking(spec.id(), folder -> make(spec, plan, folder));
  }

  private String make(PrebuildSpec spec, LaunchPlan plan, Path folder) {
    return new ContainerPlan(
            Naming.prebuild(spec.id()),
            plan.imageId(),
            Map.of(Naming.OWNER, room.runnerId().toString(), Naming.ROLE, Naming.PREBUILD),
            new Confinement(spec.environmentClass(), plan.privileges()),
            new ContainerPlan.Folder(folder, true),
            new ContainerPlan.MainProcess(
                COMMAND,
                plan.user(),
                plan.environment(),
                Optional.of(plan.workspaceFolder()),
                Optional.of(EngineLog.bounded())))
        .create(room.engine());
  }

  @Override
  public void awaitEnd(PrebuildSpec spec, Duration atMost) throws InterruptedException {
    try (LogPump.Run log = pump.follow(spec.id())) {
      boolean hasEnded =
          EngineFailures.guarded(
              () -> room.containers().awaitExit(Naming.prebuild(spec.id()), atMost));
      if (hasEnded) {
        log.awaitEnd();
      }
    }
  }

  @Override
  public void removeContainer(UUID prebuildId) {
    EngineFailures.guarded(
        () -> {
          removeOnlyContainer(prebuildId);
          room.builds().removeNames(prebuildId);
          return true;
        });
  }

  private void removeOnlyContainer(UUID prebuildId) {
    pump.drain(prebuildId);
    room.containers().remove(Naming.prebuild(prebuildId));
    room.containers().remove(Naming.proof(prebuildId));
    pump.forget(prebuildId);
    room.folders().remove(prebuildId);
  }
}
