package dev.prebuild.agent.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Frames of a log on their way from the thread that reads them to the one that writes them down. A
 * reader that is ahead waits, and with it the engine.
 */
final class LogFrames extends ResultCallback.Adapter<Frame> {
  /** Each has 16 KiB at most. */
  private static final int MOST_WAITING = 256;

  private static final long LOOK_AGAIN_MILLIS = 100;

  /** An empty one ends them. */
  private final BlockingQueue<Optional<Frame>> waiting = new LinkedBlockingQueue<>(MOST_WAITING);

  private volatile boolean isClosed;
  private boolean isOver;

  @Override
  public void onNext(Frame frame) {
    put(Optional.of(frame));
  }

  @Override
  public void onError(Throwable throwable) {
    super.onError(throwable);
    put(Optional.empty());
  }

  @Override
  public void onComplete() {
    super.onComplete();
    put(Optional.empty());
  }

  /** Once nobody takes them any more there is no sense in waiting. */
  private void put(Optional<Frame> frame) {
    try {
      boolean isTaken = false;
      while (!isTaken && !isClosed) {
        isTaken = waiting.offer(frame, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the next frames; there are none once the engine has sent all. */
  List<Frame> next() throws InterruptedException {
    List<Frame> frames = new ArrayList<>();
    if (isOver) {
      return frames;
    }
    List<Optional<Frame>> taken = new ArrayList<>(List.of(waiting.take()));
    waiting.drainTo(taken);
    for (Optional<Frame> frame : taken) {
      frame.ifPresentOrElse(frames::add, () -> isOver = true);
    }
    return frames;
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    super.close();
  }
}
