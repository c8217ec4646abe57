package dev.prebuild.agent.engine;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.progress.CommitProgress;
import dev.prebuild.snapshot.progress.Footprint;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an image of a prebuild's container, and tells how far that has come. */
final class Committer {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final long LOOK_EVERY_MILLIS = 400;

  /** The caller tries again after that. */
  private static final int SETTLE_SECONDS = 30;

  private final EngineRoom room;
  private final Map<UUID, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();

  Committer(EngineRoom room) {
    this.room = room;
  }

  /**
   * Returns when the image is there under its name. The engine goes on with it after an interrupt;
   * {@link #settle} sees to what becomes of it.
   */
  void commit(PrebuildSpec spec, Ledger.Entry entry, IntConsumer progress)
      throws InterruptedException {
    String container = Naming.prebuild(spec.id());
    Optional<LayerWatch> watch = watch(container);
    if (watch.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("prebuild", spec.id())
          .log("the engine's data root cannot be watched; the commit's progress stays at 0");
    }
    await(
        underWay.computeIfAbsent(spec.id(), _ -> start(spec, labels(spec, entry))),
        watch,
        progress);
  }

  private CompletableFuture<Boolean> start(PrebuildSpec spec, Map<String, String> labels) {
    CompletableFuture<Boolean> commit = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("commit-" + spec.id())
        .start(
            () -> {
              complete(commit, () -> call(spec, labels));
              underWay.remove(spec.id(), commit);
            });
    return commit;
  }

  /**
   * Waits for the end of a commit that was interrupted: the engine carries it on, even without its
   * container (verified on Docker 20.10).
   *
   * @throws EngineException if it is not over soon; it may be later
   */
  void settle(UUID prebuildId) {
    CompletableFuture<Boolean> commit = underWay.get(prebuildId);
    if (commit == null) {
      return;
    }
    try {
      commit.get(SETTLE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      LOG.debug("a commit that nobody waits for has failed, and leaves nothing", e);
    } catch (TimeoutException e) {
      throw new EngineException(
          EngineException.Kind.UNREACHABLE,
          "waiting for the end of the interrupted commit of prebuild " + prebuildId,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          EngineException.Kind.UNREACHABLE,
          "interrupted while an interrupted commit of prebuild %s came to its end"
              .formatted(prebuildId),
          e);
    }
  }

  private Optional<LayerWatch> watch(String container) {
    return room.engine()
        .readableDataRoot()
        .flatMap(
            root ->
                room.containers()
                    .find(container)
                    .flatMap(facts -> LayerWatch.open(root, facts.id())));
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

  private void call(PrebuildSpec spec, Map<String, String> labels) {
    String container = Naming.prebuild(spec.id());
    try {
      room.engine()
          .callPatiently(
              "committing container " + container,
              client ->
                  client
                      .commitCmd(container)
                      .withRepository(Naming.snapshotRepository())
                      .withTag(spec.id().toString())
                      .withLabels(labels)
                      .withPause(false)
                      .exec());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static void complete(CompletableFuture<Boolean> future, Runnable work) {
    try {
      work.run();
      future.complete(true);
    } catch (RuntimeException e) {
      future.completeExceptionally(e);
    }
  }

  private static void await(
      CompletableFuture<Boolean> commit, Optional<LayerWatch> watch, IntConsumer progress)
      throws InterruptedException {
    CommitProgress percent =
        new CommitProgress(watch.map(LayerWatch::expected).orElse(Footprint.EMPTY));
    int last = 0;
    while (true) {
      try {
        commit.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        int now = watch.map(layer -> percent.observe(layer.written())).orElse(0);
        if (now > last) {
          last = now;
          progress.accept(now);
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof EngineException failure
            ? failure
            : new CompletionException(Objects.requireNonNullElse(e.getCause(), e));
      }
    }
  }
}
