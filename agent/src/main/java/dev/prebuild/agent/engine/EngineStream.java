package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.EngineException.Kind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer of the engine that is read as it comes, byte for byte. Asked for in HTTP/1.0, so that
 * nothing lies between the bytes and ends with the connection.
 *
 * <p>The engine's client library has readers for such answers. They cut what the engine sends into
 * pieces of their own size, after which it cannot be told any more where a line begins.
 */
final class EngineStream implements AutoCloseable {
  private static final Pattern STATUS = Pattern.compile("HTTP/\\S+ (\\d{3}) [^\n]*\n");
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int LONGEST_HEAD = 16 * 1024;
  private static final int LONGEST_REFUSAL = 16 * 1024;

  private final SocketChannel channel;
  private final InputStream body;

  private EngineStream(SocketChannel channel) {
    this.channel = channel;
    this.body = new BufferedInputStream(Channels.newInputStream(channel));
  }

  /**
   * Asks for it.
   *
   * @param what is being done and on what, for the message of a failure
   * @param path with its query, without a version of the API
   */
  static EngineStream open(Path socket, String what, String path) {
    try {
      EngineStream stream =
          new EngineStream(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      try {
        stream.ask(what, path);
        return stream;
      } catch (IOException | EngineException e) {
        stream.close();
        throw e;
      }
    } catch (IOException e) {
      throw new EngineException(
          Kind.UNREACHABLE,
          "%s: the engine does not answer at %s (%s)".formatted(what, socket, e),
          e);
    }
  }

  private void ask(String what, String path) throws IOException {
    ByteBuffer question =
        ByteBuffer.wrap(
            "GET %s HTTP/1.0\r\nHost: engine\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII));
    while (question.hasRemaining()) {
      channel.write(question);
    }
    Matcher status = STATUS.matcher(head());
    if (!status.lookingAt()) {
      throw new IOException("this is no answer of an engine");
    }
    int code = Integer.parseInt(status.group(1));
    if (code != OK) {
      String refusal = new String(body.readNBytes(LONGEST_REFUSAL), StandardCharsets.UTF_8);
      throw new EngineException(
          code == NOT_FOUND ? Kind.NOT_FOUND : Kind.REFUSED, what + ": " + refusal.strip());
    }
  }

  /** Up to the empty line. */
  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = body.read();
      if (next < 0 || head.length() > LONGEST_HEAD) {
        throw new EOFException("the head of the engine's answer has no end");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  InputStream body() {
    return body;
  }

  /** Whoever reads it at this moment fails. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
