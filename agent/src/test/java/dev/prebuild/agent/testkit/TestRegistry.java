package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A private registry on a port of the loopback, where engines take it without TLS, with its data in
 * a temporary folder. Made stopped: to be started by the test.
 */
public final class TestRegistry implements AutoCloseable, AfterEachCallback {
  private static final String USER = "agent";
  private static final String PASSWORD = "swordfish";

  /** Of that password, by bcrypt, which is all that the registry takes. */
  private static final String HASH = "$2b$05$abcdefghijklmnopqrstuupWDwJQeCHYIBQy8WvkVB6ImhZ476YYy";

  private final Path folder;
  private final int port;
  private final boolean isLocked;
  private final Thread atExit = new Thread(this::killAndRemove, "registry-at-exit");
  private Optional<Process> server = Optional.empty();

  private TestRegistry(boolean isLocked) {
    this.isLocked = isLocked;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.folder = Files.createTempDirectory("prebuild-registry-");
      this.port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** One that lets everybody in. */
  public static TestRegistry open() {
    return new TestRegistry(false);
  }

  /** One that asks for a user and a password. */
  public static TestRegistry locked() {
    return new TestRegistry(true);
  }

  /** Where snapshots go. */
  public String repository() {
    return "127.0.0.1:%d/team/snapshots".formatted(port);
  }

  /** A folder for DOCKER_CONFIG, with the credentials of this registry in it. */
  public Path credentials() throws IOException {
    return credentials(PASSWORD);
  }

  /** The same, with a password that is wrong. */
  public Path wrongCredentials() throws IOException {
    return credentials("sardine");
  }

  private Path credentials(String password) throws IOException {
    String auth =
        Base64.getEncoder()
            .encodeToString((USER + ":" + password).getBytes(StandardCharsets.UTF_8));
    Path config = Files.createDirectories(folder.resolve("client"));
    Files.writeString(
        config.resolve("config.json"),
        "{\"auths\": {\"127.0.0.1:%d\": {\"auth\": \"%s\"}}}".formatted(port, auth));
    return config;
  }

  /** Starts it, on the same port with the same data each time, and waits until it answers. */
  public TestRegistry start() throws Exception {
    Path config = folder.resolve("config.yml");
    Files.writeString(folder.resolve("htpasswd"), "%s:%s\n".formatted(USER, HASH));
    Files.writeString(config, config());
    Process started;
    try {
      started =
          new ProcessBuilder("docker-registry", "serve", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs a registry, and there is no docker-registry on PATH: run agent/bin/test, which installs one, or 'apt-get install docker-registry'",
          e);
    }
    server = Optional.of(started);
    Eventually.isTrue("the registry answers", () -> answers(started));
    return this;
  }

  /** JSON is YAML. */
  private String config() {
    String access =
        isLocked
            ? ", \"auth\": {\"htpasswd\": {\"realm\": \"test\", \"path\": \"%s\"}}"
                .formatted(folder.resolve("htpasswd"))
            : "";
    return """
        {"version": 0.1, "log": {"level": "warn"},
         "storage": {"filesystem": {"rootdirectory": "%s"}},
         "http": {"addr": "127.0.0.1:%d"}%s}
        """
        .formatted(data(), port, access);
  }

  private Path data() {
    return folder.resolve("data");
  }

  private boolean answers(Process started) throws IOException {
    if (!started.isAlive()) {
      throw new AssertionError("the registry ended:\n" + Files.readString(folder.resolve("log")));
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it at once; its data stays. */
  public void stop() {
    server.ifPresent(running -> running.destroyForcibly().onExit().join());
    server = Optional.empty();
  }

  /** From here on it takes calls and answers none, until {@link #goOn}. */
  public void hold() throws Exception {
    signal("-STOP");
  }

  public void goOn() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    Process kill =
        new ProcessBuilder("kill", signal, Long.toString(server.orElseThrow().pid())).start();
    if (!kill.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("kill %s failed".formatted(signal));
    }
  }

  /** The bytes of all layers and configurations that it keeps, in their packed form. */
  public long storedBytes() throws IOException {
    long bytes = 0;
    for (Path blob : blobs()) {
      bytes += Files.size(blob);
    }
    return bytes;
  }

  private List<Path> blobs() throws IOException {
    if (!Files.isDirectory(data())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(data())) {
      return new ArrayList<>(
          files
              .filter(file -> file.getFileName().toString().equals("data"))
              .filter(file -> file.toString().contains("/blobs/"))
              .filter(Files::isRegularFile)
              .toList());
    }
  }

  private void killAndRemove() {
    stop();
    try {
      Folders.remove(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + folder, e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    killAndRemove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
