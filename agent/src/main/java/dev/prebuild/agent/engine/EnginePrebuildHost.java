package dev.prebuild.agent.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.WaitResponse;
import dev.prebuild.agent.engine.EngineException.Kind;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.PrebuildHost;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.lifecycle.Snapshot;
import dev.prebuild.snapshot.steps.StepJournal;
import dev.prebuild.snapshot.steps.StepRecord;
import dev.prebuild.snapshot.steps.StepScript;
import dev.prebuild.snapshot.steps.Workspace;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** Prebuilds as containers of the engine, snapshots as its images. */
public final class EnginePrebuildHost implements PrebuildHost {
  private static final List<String> COMMAND =
      List.of("/bin/sh", PrivateFolders.MOUNT + "/" + StepScript.ENTRY);

  private static final int LARGEST_JOURNAL_BYTES = 256 * 1024;
  private static final int LAST_LINES = 20;

  private final EngineRoom room;
  private final Classifier classifier;
  private final Committer committer;

  public EnginePrebuildHost(EngineRoom room) {
    this.room = room;
    this.classifier = new Classifier(room.runnerId());
    this.committer = new Committer(room);
  }

  @Override
  public Set<UUID> prebuilds() {
    return guarded(
        () ->
            room.containers().list().stream()
                .map(classifier::prebuild)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet()));
  }

  @Override
  public Evidence observe(PrebuildSpec spec) {
    return guarded(
        () ->
            room.images()
                .findSnapshot(spec.id())
                .<Evidence>map(image -> new Evidence.Snapshotted(snapshot(spec.id(), image)))
                .or(
                    () ->
                        room.containers()
                            .find(Naming.prebuild(spec.id()))
                            .map(facts -> evidence(spec, facts)))
                .orElseGet(Evidence.Nothing::new));
  }

  private static Snapshot snapshot(UUID id, InspectImageResponse image) {
    return new Snapshot(id, Objects.requireNonNullElse(image.getSize(), 0L));
  }

  private Evidence evidence(PrebuildSpec spec, ContainerFacts facts) {
    return switch (facts.status()) {
      case "created" -> new Evidence.Unstarted();
      case "exited", "dead" -> ended(spec, facts);
      default -> new Evidence.Running(facts.createdAt());
    };
  }

  private Evidence ended(PrebuildSpec spec, ContainerFacts facts) {
    boolean isOutOfMemory =
        room.engine()
            .call(
                "looking at container " + facts.name(),
                client ->
                    Boolean.TRUE.equals(
                        client.inspectContainerCmd(facts.id()).exec().getState().getOOMKilled()));
    List<StepRecord> steps =
        room.folders()
            .read(spec.id(), StepScript.JOURNAL, LARGEST_JOURNAL_BYTES)
            .map(journal -> StepJournal.read(journal, spec.tasks()))
            .orElse(List.of());
    List<String> lastLines =
        facts.exitCode() == 0 ? List.of() : room.logs().tail(facts.name(), LAST_LINES);
    return new Evidence.Ended(facts.createdAt(), facts.exitCode(), isOutOfMemory, steps, lastLines);
  }

  @Override
  public void launch(PrebuildSpec spec, Path sources) throws InterruptedException {
    guarded(
        () -> {
          removeContainer(spec.id());
          String name = spec.environmentClass().image();
          InspectImageResponse image = room.images().obtain(name);
          String containerId = make(spec, image);
          ContainerUser user = room.images().user(image, containerId);
          Workspace workspace = Workspace.of(spec.repository());
          room.folders().giveTo(spec.id(), user);
          room.folders()
              .write(
                  spec.id(),
                  StepScript.files(spec.tasks(), PrivateFolders.MOUNT, workspace.path()));
          new SourceCopy(room.engine()).copy(sources, containerId, user);
          room.containers().start(containerId);
          return true;
        });
  }

  private String make(PrebuildSpec spec, InspectImageResponse image) {
    return new ContainerPlan(
            Naming.prebuild(spec.id()),
            Objects.requireNonNull(image.getId()),
            COMMAND,
            Map.of(Naming.OWNER, room.runnerId().toString(), Naming.ROLE, Naming.PREBUILD),
            spec.environmentClass(),
            room.folders().open(spec.id()),
            true,
            Optional.of(Workspace.of(spec.repository()).path()))
        .create(room.engine());
  }

  @Override
  public void awaitEnd(UUID prebuildId, Duration atMost) throws InterruptedException {
    String name = Naming.prebuild(prebuildId);
    guarded(
        () ->
            room.engine()
                .callPatiently(
                    "waiting for container " + name,
                    client -> {
                      try (ResultCallback.Adapter<WaitResponse> wait =
                          client
                              .waitContainerCmd(name)
                              .exec(new ResultCallback.Adapter<WaitResponse>())) {
                        return wait.awaitCompletion(
                            Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
                      }
                    }));
  }

  @Override
  public Snapshot commit(PrebuildSpec spec, IntConsumer progress) throws InterruptedException {
    guarded(
        () -> {
          committer.commit(spec, progress);
          return true;
        });
    return guarded(
        () ->
            room.images()
                .findSnapshot(spec.id())
                .map(image -> snapshot(spec.id(), image))
                .orElseThrow(
                    () ->
                        new HostUnavailableException(
                            "the engine has committed %s, but does not show it"
                                .formatted(Naming.snapshotImage(spec.id())))));
  }

  @Override
  public void removeContainer(UUID prebuildId) {
    guarded(
        () -> {
          room.containers().remove(Naming.prebuild(prebuildId));
          room.folders().remove(prebuildId);
          return true;
        });
  }

  @Override
  public void removeSnapshot(UUID prebuildId) {
    guarded(
        () -> {
          room.images().remove(Naming.snapshotImage(prebuildId));
          return true;
        });
  }

  // Failures.

  /** A call that may wait, or not: then {@code E} is no checked exception. */
  private interface Call<T, E extends Exception> {
    T run() throws E;
  }

  private static <T, E extends Exception> T guarded(Call<T, E> call) throws E {
    try {
      return call.run();
    } catch (EngineException e) {
      throw translated(e);
    } catch (UncheckedIOException e) {
      throw new PrebuildException("%s (%s)".formatted(e.getMessage(), e.getCause()), e);
    }
  }

  /** What the engine refuses once it will refuse again; what it does not answer it may later. */
  private static RuntimeException translated(EngineException e) {
    String message = String.valueOf(e.getMessage());
    return e.kind() == Kind.NOT_FOUND || e.kind() == Kind.REFUSED
        ? new PrebuildException(message, e)
        : new HostUnavailableException(message, e);
  }
}
