package dev.prebuild.agent.connect;

import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A real Jetty on a free loopback port, its requests on virtual threads. */
public final class TestServer implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;

  public TestServer(HttpServlet servlet, List<String> mappings) {
    this(servlet, mappings, 0);
  }

  public TestServer(HttpServlet servlet, List<String> mappings, int port) {
    this(Map.of(servlet, mappings), port);
  }

  /** With several servlets, each with its mappings. */
  public TestServer(Map<HttpServlet, ? extends Collection<String>> servlets, int port) {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    servlets.forEach(
        (servlet, mappings) -> {
          ServletHolder holder = new ServletHolder(servlet);
          mappings.forEach(mapping -> context.addServlet(holder, mapping));
        });
    server.setHandler(context);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the test server does not start", e);
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the test server does not stop", e);
    }
  }
}
