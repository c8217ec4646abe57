package dev.prebuild.agent.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP with nothing in between: one connection, written to and read from by hand, so that a figure
 * holds what the server takes and not what a client library does.
 */
final class BareHttp implements AutoCloseable {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)");

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(32 * 1024);

  BareHttp(SocketAddress server) throws IOException {
    channel = SocketChannel.open(server);
  }

  /**
   * Makes a call that is answered with a length, or with no body at all.
   *
   * @param headers each with its line end
   * @return the answer, head and body
   * @throws IOException also if the answer is no success
   */
  String call(String method, String path, String headers, String body) throws IOException {
    String answer = exchange(method, path, headers, body);
    Matcher status = STATUS.matcher(answer);
    if (!status.lookingAt() || Integer.parseInt(status.group(1)) >= 300) {
      throw new IOException("%s %s: %s".formatted(method, path, answer));
    }
    return answer;
  }

  /** The same, whatever the answer. */
  String exchange(String method, String path, String headers, String body) throws IOException {
    String request =
        "%s %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, headers, body.getBytes(StandardCharsets.UTF_8).length, body);
    ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return read();
  }

  private String read() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new IOException("the server has closed the connection");
      }
      all.write(buffer.array(), 0, buffer.position());
      String text = all.toString(StandardCharsets.ISO_8859_1);
      int head = text.indexOf("\r\n\r\n");
      if (head >= 0) {
        Matcher length = LENGTH.matcher(text.substring(0, head));
        int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
        if (text.length() >= head + 4 + body) {
          return text;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
