package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * Stands between an agent and its engine, on a socket of its own. Passes everything on, but for
 * calls that a test wants held: so an agent can be caught at a step that is over in a moment.
 */
public final class EngineGate implements AutoCloseable {
  private final Path path;
  private final Path engine;
  private final ServerSocketChannel server;
  private final List<HeldCall> held = new CopyOnWriteArrayList<>();
  private final Set<GateConnection> connections = ConcurrentHashMap.newKeySet();

  /** Where a call is held. */
  public enum Moment {
    /** Nothing of it has reached the engine. */
    BEFORE,
    /**
     * The engine has its beginning, which is all of it unless it has a long body; no answer comes.
     */
    DURING,
    /** The engine has answered, and the caller does not get to know. */
    AFTER
  }

  private EngineGate(Path path, Path engine, ServerSocketChannel server) {
    this.path = path;
    this.engine = engine;
    this.server = server;
  }

  /**
   * Opens a gate.
   *
   * @param path of its socket, which is made
   * @param engine socket of the engine, which need not be there yet
   */
  public static EngineGate open(Path path, Path engine) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    EngineGate gate = new EngineGate(path, engine, server);
    Thread.ofVirtual().name("engine-gate").start(gate::acceptAll);
    return gate;
  }

  /** Of the socket that an agent is given as its engine's. */
  public Path path() {
    return path;
  }

  /**
   * Holds the next call that fits.
   *
   * @param path expression that its path and query begin with, without the version
   */
  public HeldCall hold(Moment moment, String method, String path) {
    HeldCall call = new HeldCall(moment, Pattern.compile(method + " (?:/v[0-9.]+)?" + path));
    held.add(call);
    return call;
  }

  Optional<HeldCall> take(String requestLine) {
    return held.stream().filter(call -> call.take(requestLine)).findFirst();
  }

  private void acceptAll() {
    try {
      while (true) {
        accept(server.accept());
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void accept(SocketChannel client) throws IOException {
    try {
      GateConnection connection =
          new GateConnection(this, client, SocketChannel.open(UnixDomainSocketAddress.of(engine)));
      connections.add(connection);
      connection.start();
    } catch (IOException e) {
      // The engine is away, and the caller is to see that.
      client.close();
    }
  }

  void forget(GateConnection connection) {
    connections.remove(connection);
  }

  /** Ends all connections; what is held is dropped. */
  @Override
  public void close() throws IOException {
    server.close();
    held.forEach(HeldCall::drop);
    for (GateConnection connection : connections) {
      connection.close();
    }
    Files.deleteIfExists(path);
  }
}
