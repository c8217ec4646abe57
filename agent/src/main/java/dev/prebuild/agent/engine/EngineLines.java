package dev.prebuild.agent.engine;

import dev.prebuild.agent.logs.LogStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a container's output on their way from the engine, read ahead by a thread of its own, so
 * that whoever takes them gets as many at once as there are. One that reads too far ahead waits,
 * and with it the engine.
 */
final class EngineLines implements AutoCloseable {
  /** Each has 16 KiB at most, or three times that after what is no UTF-8 was replaced. */
  private static final int MOST_WAITING = 256;

  private static final int LONGEST_FRAME = 1 << 20;
  private static final int STDERR = 2;
  private static final int BYTES_BEHIND_TYPE = 3;
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final EngineStream answer;
  private final InstantSource clock;

  /** An empty one ends them. */
  private final BlockingQueue<Optional<EngineLine>> waiting =
      new LinkedBlockingQueue<>(MOST_WAITING);

  private volatile @Nullable IOException failure;
  private volatile boolean isClosed;
  private boolean isOver;

  /**
   * @param answer to a question for output with times
   */
  EngineLines(EngineStream answer, InstantSource clock) {
    this.answer = answer;
    this.clock = clock;
    Thread.ofVirtual().name("reader of a container's output").start(this::readAhead);
  }

  private void readAhead() {
    try {
      readFrames(new DataInputStream(answer.body()));
    } catch (IOException e) {
      failure = e;
    } finally {
      put(Optional.empty());
    }
  }

  /** Each has a head of eight bytes: the stream, three of no use, and the length. */
  private void readFrames(DataInputStream frames) throws IOException {
    for (int type = frames.read(); type >= 0 && !isClosed; type = frames.read()) {
      frames.skipNBytes(BYTES_BEHIND_TYPE);
      int length = frames.readInt();
      if (length < 0 || length > LONGEST_FRAME) {
        throw new IOException("a frame of %d bytes makes no sense".formatted(length));
      }
      byte[] payload = frames.readNBytes(length);
      if (payload.length < length) {
        throw new EOFException("the engine's answer ends within a frame");
      }
      LogStream stream = type == STDERR ? LogStream.STDERR : LogStream.STDOUT;
      put(Optional.of(EngineLine.of(stream, payload, clock.instant())));
    }
  }

  /** Once it is closed nobody takes them any more. */
  private void put(Optional<EngineLine> line) {
    try {
      boolean isTaken = false;
      while (!isTaken && !isClosed) {
        isTaken = waiting.offer(line, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for the next lines; there are none once the engine has sent all.
   *
   * @throws IOException if the engine has not sent all
   */
  List<EngineLine> next() throws InterruptedException, IOException {
    List<EngineLine> lines = new ArrayList<>();
    if (!isOver) {
      List<Optional<EngineLine>> taken = new ArrayList<>(List.of(waiting.take()));
      waiting.drainTo(taken);
      for (Optional<EngineLine> line : taken) {
        line.ifPresentOrElse(lines::add, () -> isOver = true);
      }
    }
    IOException cause = failure;
    if (lines.isEmpty() && cause != null) {
      throw cause;
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    answer.close();
  }
}
