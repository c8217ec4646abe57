package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection through an {@link EngineGate}. Its caller begins each request with a write of its
 * own, and none before the last one was answered, so what is read at once begins at most one.
 */
final class GateConnection {
  private static final int LARGEST_CHUNK_BYTES = 32 * 1024;
  private static final int LONGEST_REQUEST_LINE_BYTES = 4 * 1024;
  private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]+ /\\S*) HTTP/1\\.[01]\r\n");

  private final EngineGate gate;
  private final SocketChannel client;
  private final SocketChannel engine;
  private volatile Optional<HeldCall> unanswered = Optional.empty();

  GateConnection(EngineGate gate, SocketChannel client, SocketChannel engine) {
    this.gate = gate;
    this.client = client;
    this.engine = engine;
  }

  void start() {
    Thread.ofVirtual().name("gate-requests").start(() -> pass(client, this::request));
    Thread.ofVirtual().name("gate-answers").start(() -> pass(engine, this::answer));
  }

  /** Passes one chunk on; returns whether more may follow. */
  private interface Passage {
    boolean pass(ByteBuffer chunk) throws IOException, InterruptedException;
  }

  private void pass(SocketChannel from, Passage passage) {
    ByteBuffer chunk = ByteBuffer.allocate(LARGEST_CHUNK_BYTES);
    try {
      boolean isOpen = true;
      while (isOpen && from.read(chunk.clear()) >= 0) {
        isOpen = passage.pass(chunk.flip());
      }
    } catch (IOException e) {
      // One side is gone, and the other is told by the end of its connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private boolean request(ByteBuffer chunk) throws IOException, InterruptedException {
    Optional<HeldCall> held = requestLine(chunk).flatMap(gate::take);
    if (held.isEmpty()) {
      return write(engine, chunk);
    }
    HeldCall call = held.get();
    return switch (call.moment()) {
      case BEFORE -> {
        call.reach();
        yield call.goesOn() && write(engine, chunk);
      }
      case DURING -> {
        unanswered = held;
        write(engine, chunk);
        call.reach();
        yield call.goesOn();
      }
      case AFTER -> {
        unanswered = held;
        yield write(engine, chunk);
      }
    };
  }

  private static Optional<String> requestLine(ByteBuffer chunk) {
    byte[] beginning = new byte[Math.min(chunk.remaining(), LONGEST_REQUEST_LINE_BYTES)];
    chunk.get(0, beginning);
    Matcher line = REQUEST_LINE.matcher(new String(beginning, StandardCharsets.ISO_8859_1));
    return line.lookingAt() ? Optional.of(line.group(1)) : Optional.empty();
  }

  private boolean answer(ByteBuffer chunk) throws IOException, InterruptedException {
    Optional<HeldCall> held = unanswered;
    if (held.isPresent()) {
      if (held.get().moment() == EngineGate.Moment.AFTER) {
        held.get().reach();
      }
      if (!held.get().goesOn()) {
        return false;
      }
      unanswered = Optional.empty();
    }
    return write(client, chunk);
  }

  private static boolean write(SocketChannel target, ByteBuffer chunk) throws IOException {
    while (chunk.hasRemaining()) {
      target.write(chunk);
    }
    return true;
  }

  void close() {
    try (client;
        engine) {
      gate.forget(this);
    } catch (IOException e) {
      throw new UncheckedIOException("closing a connection through the gate", e);
    }
  }
}
