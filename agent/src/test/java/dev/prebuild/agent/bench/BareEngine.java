package dev.prebuild.agent.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The engine with nothing in between: one connection, written to and read from by hand. What it
 * takes is the floor that figures are held against.
 */
final class BareEngine implements AutoCloseable {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)");
  private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{64})\"");

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

  BareEngine(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
  }

  /** Makes a container of an image that idles; returns its id. */
  String create(String name, String image) throws IOException {
    String body =
        """
        {"Image": "%s", "Entrypoint": ["/bin/sh", "-c", "while :; do sleep 86400; done"]}"""
            .formatted(image);
    Matcher id = ID.matcher(call("POST", "/containers/create?name=" + name, body));
    if (!id.find()) {
      throw new IOException("the engine made no container of " + image);
    }
    return id.group(1);
  }

  void start(String id) throws IOException {
    call("POST", "/containers/" + id + "/start", "");
  }

  void rename(String id, String name) throws IOException {
    call("POST", "/containers/" + id + "/rename?name=" + name, "");
  }

  void remove(String id) throws IOException {
    call("DELETE", "/containers/" + id + "?force=true", "");
  }

  private String call(String method, String path, String body) throws IOException {
    String request =
        "%s %s HTTP/1.1\r\nHost: engine\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, body.getBytes(StandardCharsets.UTF_8).length, body);
    ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    String answer = read();
    Matcher status = STATUS.matcher(answer);
    if (!status.lookingAt() || Integer.parseInt(status.group(1)) >= 300) {
      throw new IOException("%s %s: %s".formatted(method, path, answer));
    }
    return answer;
  }

  /** The calls above are answered with a length, or with no body at all. */
  private String read() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new IOException("the engine has closed the connection");
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
