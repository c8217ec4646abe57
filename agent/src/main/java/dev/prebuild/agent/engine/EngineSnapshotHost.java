package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.prebuild.agent.engine.layer.LayerTree;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.host.SnapshotHost;
import dev.prebuild.snapshot.host.SnapshotSize;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.progress.Footprint;
import dev.prebuild.snapshot.secrets.Needles;
import dev.prebuild.snapshot.secrets.SearchReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Snapshots as images of the engine. */
public final class EngineSnapshotHost implements SnapshotHost {
  private static final Logger LOG = LoggerFactory.getLogger(EngineSnapshotHost.class);

  private final EngineRoom room;
  private final Committer committer;
  private final SnapshotPublisher publisher;

  /** Measured for the room that they take, and used again for the commit. */
  private final Map<UUID, WrittenLayer> measured = new ConcurrentHashMap<>();

  public EngineSnapshotHost(EngineRoom room, CommitListener listener, SnapshotPublisher publisher) {
    this.room = room;
    this.publisher = publisher;
    this.committer = new Committer(room, listener);
  }

  @Override
  public Footprint footprint(UUID prebuildId) {
    return EngineFailures.guarded(
        () -> {
          WrittenLayer layer = measure(prebuildId);
          measured.put(prebuildId, layer);
          return layer.footprint();
        });
  }

  private WrittenLayer measure(UUID prebuildId) {
    String name = Naming.prebuild(prebuildId);
    Optional<Path> folder = writtenFolder(name);
    if (folder.isEmpty()) {
      return new WrittenLayer.Elsewhere(room.containers().writtenBytes(name));
    }
    try {
      return new WrittenLayer.OnDisk(folder.get(), LayerTree.contents(folder.get()));
    } catch (IOException e) {
      throw new UncheckedIOException("measuring what container %s has written".formatted(name), e);
    }
  }

  private ContainerConfig config(String name) {
    return Objects.requireNonNull(
        room.engine()
            .call(
                "looking at container " + name,
                client -> client.inspectContainerCmd(name).exec().getConfig()));
  }

  /** Where the container's own layer lies, if that is a folder which this process can read. */
  private Optional<Path> writtenFolder(String name) {
    return room.engine()
        .readableDataRoot()
        .flatMap(
            root ->
                room.containers()
                    .find(name)
                    .flatMap(container -> LayerTree.find(root, container.id())));
  }

  @Override
  public OptionalLong freeBytes() {
    return room.freeBytes();
  }

  @Override
  public SearchReport search(UUID prebuildId, Needles needles, long mostBytes)
      throws InterruptedException {
    String name = Naming.prebuild(prebuildId);
    return EngineFailures.guarded(
        () ->
            new SecretSearch(room.engine(), needles, mostBytes)
                .search(name, config(name), writtenFolder(name)));
  }

  @Override
  public String commit(PrebuildSpec spec, Ledger.Entry entry, IntConsumer progress)
      throws InterruptedException {
    return EngineFailures.guarded(
        () -> {
          WrittenLayer known = measured.remove(spec.id());
          WrittenLayer layer = known == null ? measure(spec.id()) : known;
          return committer.commit(spec.id(), layer, labels(spec, entry), progress);
        });
  }

  private Map<String, String> labels(PrebuildSpec spec, Ledger.Entry entry) {
    Map<String, String> labels = new HashMap<>();
    labels.put(Naming.OWNER, room.runnerId().toString());
    labels.put(Naming.ROLE, Naming.SNAPSHOT);
    labels.put(Naming.SNAPSHOT_ID, spec.id().toString());
    labels.put(Naming.PROJECT_ID, spec.projectId().toString());
    labels.put(Naming.CLASS_ID, spec.environmentClass().id().toString());
    entry
        .findings()
        .ifPresent(
            findings -> {
              labels.put(Naming.COMMIT, findings.commit());
              labels.put(Naming.DEV_CONTAINER_METADATA, findings.metadata());
            });
    return labels;
  }

  @Override
  public void prove(PrebuildSpec spec, String image) throws InterruptedException {
    EngineFailures.guarded(
        () -> {
          new Proof(room).run(spec, image);
          return true;
        });
  }

  @Override
  public SnapshotSize name(UUID prebuildId, String image) {
    return EngineFailures.guarded(
        () -> {
          SnapshotSize size = size(prebuildId, image);
          room.engine()
              .run(
                  "naming the snapshot of prebuild " + prebuildId,
                  client ->
                      client
                          .tagImageCmd(image, Naming.snapshotRepository(), prebuildId.toString())
                          .exec());
          room.drafts().remove(image);
          return size;
        });
  }

  private SnapshotSize size(UUID prebuildId, String image) {
    long all = room.images().find(image).map(EngineSnapshotHost::bytes).orElse(0L);
    long base = bytes(room.images().ofContainer(Naming.prebuild(prebuildId)));
    return new SnapshotSize(all, Math.max(0, all - base));
  }

  static long bytes(InspectImageResponse image) {
    return Objects.requireNonNullElse(image.getSize(), 0L);
  }

  @Override
  public boolean isPublishing() {
    return publisher.isSet();
  }

  @Override
  public void publish(UUID snapshotId, IntConsumer progress) throws InterruptedException {
    publisher.publish(snapshotId, progress);
  }

  @Override
  public void discard(String image) {
    room.drafts().remove(image);
    try {
      room.images().remove(image);
    } catch (EngineException e) {
      LOG.atWarn()
          .addKeyValue("image", image)
          .addKeyValue("cause", e.getMessage())
          .log("an image that was not proven stays for now; it is looked for again");
    }
  }

  @Override
  public void removeSnapshot(UUID prebuildId) {
    EngineFailures.guarded(
        () -> {
          measured.remove(prebuildId);
          committer.settle(prebuildId);
          return true;
        });
    EngineSnapshotStore.remove(room, prebuildId);
  }
}
