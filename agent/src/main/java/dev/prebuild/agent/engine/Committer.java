package dev.prebuild.agent.engine;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.progress.CommitProgress;
import dev.prebuild.snapshot.progress.Footprint;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

  private final EngineRoom room;

  Committer(EngineRoom room) {
    this.room = room;
  }

  /**
   * Returns when the image is there under its name. An interrupt is heeded after that: the engine
   * would go on without us, and leave an image that nobody waits for.
   */
  void commit(PrebuildSpec spec, IntConsumer progress) throws InterruptedException {
    String container = Naming.prebuild(spec.id());
    Optional<LayerWatch> watch = watch(container);
    if (watch.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("prebuild", spec.id())
          .log("the engine's data root cannot be watched; the commit's progress stays at 0");
    }
    CompletableFuture<Boolean> commit = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("commit-" + spec.id())
        .start(() -> complete(commit, () -> call(spec, container)));
    boolean isInterrupted = await(commit, watch, progress);
    if (isInterrupted) {
      throw new InterruptedException();
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

  private void call(PrebuildSpec spec, String container) {
    Map<String, String> labels =
        Map.of(
            Naming.OWNER, room.runnerId().toString(),
            Naming.ROLE, Naming.SNAPSHOT,
            Naming.SNAPSHOT_ID, spec.id().toString(),
            Naming.PROJECT_ID, spec.projectId().toString(),
            Naming.CLASS_ID, spec.environmentClass().id().toString());
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

  private static boolean await(
      CompletableFuture<Boolean> commit, Optional<LayerWatch> watch, IntConsumer progress) {
    CommitProgress percent =
        new CommitProgress(watch.map(LayerWatch::expected).orElse(Footprint.EMPTY));
    int last = 0;
    boolean isInterrupted = false;
    while (true) {
      try {
        commit.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return isInterrupted;
      } catch (TimeoutException e) {
        int now = watch.map(layer -> percent.observe(layer.written())).orElse(0);
        if (now > last) {
          last = now;
          progress.accept(now);
        }
      } catch (InterruptedException e) {
        isInterrupted = true;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof EngineException failure
            ? failure
            : new CompletionException(Objects.requireNonNullElse(e.getCause(), e));
      }
    }
  }
}
