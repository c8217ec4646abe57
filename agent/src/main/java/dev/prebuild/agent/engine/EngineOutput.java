package dev.prebuild.agent.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.ResponseItem;
import dev.prebuild.agent.engine.build.OutputLines;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What the engine says while it builds, pulls or pushes. It answers with success before it begins;
 * whether it succeeds is in what it says. Closing this ends the work on the engine as well.
 */
final class EngineOutput<I extends ResponseItem> extends ResultCallback.Adapter<I> {
  private final OutputLines lines;
  private final Consumer<? super I> items;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Optional<Failure> failure = Optional.empty();
  private Optional<Throwable> error = Optional.empty();
  private boolean isClosed;

  /**
   * Why it failed.
   *
   * @param exitCode of a build's command; empty if it was something else
   */
  record Failure(String message, OptionalInt exitCode) {}

  /**
   * @param target of the lines that a build prints
   */
  EngineOutput(Consumer<String> target) {
    this(target, _ -> {});
  }

  /**
   * @param items is told all that is said, as it is said
   */
  EngineOutput(Consumer<String> target, Consumer<? super I> items) {
    this.lines = new OutputLines(target);
    this.items = items;
  }

  /** What has begun after this was closed is ended at once. */
  @Override
  public void onStart(Closeable stream) {
    super.onStart(stream);
    if (isClosed()) {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException("ending a stream of the engine", e);
      }
    }
  }

  @Override
  public synchronized void onNext(I item) {
    items.accept(item);
    if (item.getStream() != null) {
      lines.add(item.getStream());
    } else if (item.getStatus() != null && tellsOfPull(item.getStatus())) {
      lines.add(item.getStatus() + "\n");
    }
    Optional.ofNullable(item.getErrorDetail())
        .ifPresent(detail -> failure = Optional.of(failure(detail)));
  }

  /** Of a pull its beginning and its end; each layer has a hundred lines of its own in between. */
  private static boolean tellsOfPull(String status) {
    return status.startsWith("Pulling from ") || status.startsWith("Status: ");
  }

  private static Failure failure(ResponseItem.ErrorDetail detail) {
    return new Failure(
        Objects.requireNonNullElse(detail.getMessage(), "the engine does not say why"),
        detail.getCode() == null ? OptionalInt.empty() : OptionalInt.of(detail.getCode()));
  }

  /** Unlike the library's own, does not put an error on the agent's log that is told elsewhere. */
  @Override
  public void onError(Throwable e) {
    synchronized (this) {
      error = error.or(() -> Optional.of(e));
    }
    onComplete();
  }

  @Override
  public void onComplete() {
    super.onComplete();
    ended.countDown();
  }

  /**
   * Whether it is over, at the latest after that time; unlike the library's own, closes nothing.
   */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Why it failed; empty if it did not. To be asked when it is over.
   *
   * @throws RuntimeException if the engine has refused to begin, or was lost
   */
  synchronized Optional<Failure> failure() throws IOException {
    lines.finish();
    if (error.isPresent()) {
      if (error.get() instanceof RuntimeException known) {
        throw known;
      }
      throw new IOException(error.get());
    }
    return failure;
  }

  private synchronized boolean isClosed() {
    return isClosed;
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      isClosed = true;
    }
    super.close();
  }
}
