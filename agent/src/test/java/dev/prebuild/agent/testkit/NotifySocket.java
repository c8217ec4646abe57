package dev.prebuild.agent.testkit;

import java.io.BufferedReader;
import java.io.IOException;

/**
 * The socket on which a service manager hears of its services. Java has no such sockets, so another
 * language listens.
 */
public final class NotifySocket implements AutoCloseable {
  private static final String LISTENER =
      """
      import socket, sys
      name = sys.argv[1]
      listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      listener.bind('\\0' + name[1:] if name[0] == '@' else name)
      print('bound', flush=True)
      while True:
          print(listener.recv(65536).decode().replace('\\n', ' '), flush=True)
      """;

  private final Process process;
  private final BufferedReader output;

  private NotifySocket(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /**
   * Binds one.
   *
   * @param name a path, or {@code @} and an abstract name
   */
  public static NotifySocket bind(String name) throws IOException {
    NotifySocket socket =
        new NotifySocket(
            new ProcessBuilder("python3", "-c", LISTENER, name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    if (!socket.receive().equals("bound")) {
      throw new AssertionError("no socket at " + name);
    }
    return socket;
  }

  /** The next message, its lines in one; waits for it. */
  public String receive() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("the listener has ended");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
