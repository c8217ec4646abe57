package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.layer.LayerWatch;
import dev.prebuild.snapshot.progress.CommitProgress;
import dev.prebuild.snapshot.progress.CommitRate;
import dev.prebuild.snapshot.progress.EstimatedProgress;
import java.time.Duration;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes images of prebuilds' containers, and tells how far that has come. */
final class Committer {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final long LOOK_EVERY_MILLIS = 200;

  /** A commit that writes nothing for so long writes where nobody looks. */
  private static final long BEGIN_MILLIS = 2_000;

  private static final long LOOK_FOR_BEGIN_EVERY_MILLIS = 5;

  /** The caller tries again after that. */
  private static final int SETTLE_SECONDS = 30;

  private final EngineRoom room;
  private final CommitListener listener;
  private final CommitRate rate = new CommitRate();
  private final Map<UUID, CompletableFuture<String>> underWay = new ConcurrentHashMap<>();

  /** One at a time, so that each watch finds the layer of its own commit. */
  private final ReentrantLock beginning = new ReentrantLock();

  Committer(EngineRoom room, CommitListener listener) {
    this.room = room;
    this.listener = listener;
  }

  /**
   * Returns the image's id when it is there. The engine goes on after an interrupt; {@link #settle}
   * sees to what becomes of it.
   */
  String commit(UUID prebuildId, WrittenLayer layer, Map<String, String> labels, IntConsumer told)
      throws InterruptedException {
    long begin = System.nanoTime();
    UnderWay commit = begin(prebuildId, layer, labels);
    if (layer instanceof WrittenLayer.Elsewhere) {
      LOG.atInfo()
          .addKeyValue("prebuild", prebuildId)
          .log("the engine's disk cannot be read; the commit's progress is estimated");
    }
    try {
      String image =
          orAbandon(
              commit.image(),
              () ->
                  await(
                      prebuildId,
                      commit.image(),
                      progress(layer, commit.watch(), begin),
                      commit.watch().isPresent(),
                      told));
      rate.learn(layer.footprint().work(), since(begin));
      return image;
    } finally {
      listener.ended(prebuildId);
    }
  }

  /**
   * A commit that has begun.
   *
   * @param image that comes of it
   * @param watch of what it writes; empty where that cannot be seen, or is written already
   */
  private record UnderWay(CompletableFuture<String> image, Optional<LayerWatch> watch) {}

  private UnderWay begin(UUID prebuildId, WrittenLayer layer, Map<String, String> labels)
      throws InterruptedException {
    beginning.lockInterruptibly();
    try {
      Optional<LayerWatch> watch = layer.watch();
      CompletableFuture<String> image =
          underWay.computeIfAbsent(prebuildId, _ -> start(prebuildId, labels));
      return new UnderWay(image, orAbandon(image, () -> awaitBegin(watch, image)));
    } finally {
      beginning.unlock();
    }
  }

  private interface Waiting<T> {
    T run() throws InterruptedException;
  }

  /** What nobody waits for any more nobody will name: once it is there, it may be swept away. */
  private <T> T orAbandon(CompletableFuture<String> image, Waiting<T> waiting)
      throws InterruptedException {
    try {
      return waiting.run();
    } catch (InterruptedException e) {
      CompletableFuture<Void> _ = image.thenAccept(room.drafts()::remove);
      throw e;
    }
  }

  /** Returns the watch if it has found its layer. */
  private static Optional<LayerWatch> awaitBegin(
      Optional<LayerWatch> watch, CompletableFuture<String> commit) throws InterruptedException {
    if (watch.isEmpty()) {
      return watch;
    }
    long begin = System.nanoTime();
    while (!watch.get().hasFound()) {
      if (commit.isDone() || since(begin).toMillis() > BEGIN_MILLIS) {
        return Optional.empty();
      }
      Thread.sleep(LOOK_FOR_BEGIN_EVERY_MILLIS);
    }
    return watch;
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private IntSupplier progress(WrittenLayer layer, Optional<LayerWatch> watch, long begin) {
    long total = layer.footprint().work();
    if (watch.isEmpty()) {
      Duration expected = rate.expect(total);
      return () -> EstimatedProgress.percent(since(begin), expected);
    }
    CommitProgress progress = new CommitProgress(total);
    return () -> progress.observe(watch.get().done(), since(begin));
  }

  private String await(
      UUID prebuildId,
      CompletableFuture<String> commit,
      IntSupplier progress,
      boolean isMeasured,
      IntConsumer told)
      throws InterruptedException {
    int last = 0;
    while (true) {
      try {
        return commit.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        int percent = progress.getAsInt();
        if (percent > last) {
          last = percent;
          listener.progressed(prebuildId, percent, isMeasured);
          told.accept(percent);
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof EngineException failure
            ? failure
            : new CompletionException(Objects.requireNonNullElse(e.getCause(), e));
      }
    }
  }

  private CompletableFuture<String> start(UUID prebuildId, Map<String, String> labels) {
    CompletableFuture<String> commit = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("commit-" + prebuildId)
        .start(
            () -> {
              complete(commit, prebuildId, labels);
              underWay.remove(prebuildId, commit);
            });
    return commit;
  }

  private void complete(
      CompletableFuture<String> commit, UUID prebuildId, Map<String, String> labels) {
    try {
      String image = call(Naming.prebuild(prebuildId), labels);
      room.drafts().add(image);
      commit.complete(image);
    } catch (RuntimeException e) {
      commit.completeExceptionally(e);
    }
  }

  private String call(String container, Map<String, String> labels) {
    CommitCall call =
        CommitCall.of(
            container,
            labels,
            Objects.requireNonNull(room.images().ofContainer(container).getConfig()));
    try {
      return room.engine().callPatiently("committing container " + container, call::run);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /**
   * Waits for the end of a commit that was interrupted, and removes what comes of it: the engine
   * carries it on, even without its container (verified on Docker 20.10).
   *
   * @throws EngineException if it is not over soon; it may be later
   */
  void settle(UUID prebuildId) {
    CompletableFuture<String> commit = underWay.get(prebuildId);
    if (commit == null) {
      return;
    }
    try {
      String image = commit.get(SETTLE_SECONDS, TimeUnit.SECONDS);
      room.drafts().remove(image);
      room.images().remove(image);
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
}
