package dev.prebuild.agent.bench;

import dev.prebuild.agent.controlplane.store.Databases;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.config.settings.DatabaseSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The packaged daemon, whose embedded control plane holds much.
 *
 * @param pid of its process
 */
record StockedAgent(AgentSettings settings, Stock stock, long pid) {

  /** What is done with one. */
  interface Work {
    void with(StockedAgent agent) throws Exception;
  }

  /**
   * Has the work done with a healthy agent.
   *
   * @param database an empty one; the agent's own file if there is none
   */
  static void run(Optional<DatabaseSettings> database, Work work) throws Exception {
    try (TestHost host = new TestHost()) {
      try {
        Stock stock = Stock.make();
        AgentSettings settings =
            host.settings("bench").quiet().standalone(stock.settings(database));
        Path state = Files.createDirectories(settings.state());
        try (Store store = Store.open(Databases.open(database, state), InstantSource.system())) {
          stock.fill(store);
        }
        AgentProcess process = host.start("standalone", settings);
        Answer _ = TestHost.awaitHealth(process, settings, 200);
        work.with(new StockedAgent(settings, stock, process.pid()));
        int _ = process.stop();
      } catch (Exception | AssertionError e) {
        host.attachLogs(e);
        throw e;
      }
    }
  }

  /** A connection, for calls that are timed. */
  BareHttp connect() throws IOException {
    return new BareHttp(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port));
  }

  /** The header by which a token of the settings identifies its holder. */
  String authorization(String token) throws IOException {
    Path file = settings.state().resolve(token + ".token");
    return "Authorization: Bearer %s\r\n".formatted(Files.readString(file).strip());
  }
}
