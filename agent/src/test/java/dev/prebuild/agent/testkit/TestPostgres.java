package dev.prebuild.agent.testkit;

import dev.prebuild.config.settings.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A private PostgreSQL server on a port of the loopback, with its data in a temporary folder. Not
 * to be used by several threads, what it gives out aside.
 */
public final class TestPostgres implements AutoCloseable {
  private static final String USER = "prebuild";

  /** Whether what was committed is on the disk before that is answered. */
  public enum Durability {
    /** As in earnest. */
    FULL,
    /** Faster, and the same as long as the server is not killed. */
    NONE
  }

  private final PostgresPrograms programs;
  private final Durability durability;
  private final Path folder;
  private final Path passwordFile;
  private final int port;
  private final AtomicInteger databases = new AtomicInteger();
  private final Thread atExit = new Thread(this::killAndRemove, "postgres-at-exit");
  private Optional<Process> server = Optional.empty();

  private TestPostgres(PostgresPrograms programs, Durability durability) throws IOException {
    this.programs = programs;
    this.durability = durability;
    this.folder = Files.createTempDirectory("prebuild-postgres");
    this.passwordFile =
        Files.createFile(
            folder.resolve("password"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    this.port = freePort();
  }

  /**
   * Makes and starts a server.
   *
   * @throws AssertionError if no PostgreSQL is installed: that is said, and nothing is skipped
   */
  public static TestPostgres start(Durability durability) throws Exception {
    TestPostgres postgres = new TestPostgres(PostgresPrograms.find(), durability);
    // Where the test run is stopped from outside, nothing else ends the server.
    Runtime.getRuntime().addShutdownHook(postgres.atExit);
    try {
      postgres.initialize();
      postgres.start();
      return postgres;
    } catch (Exception | Error e) {
      postgres.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void initialize() throws Exception {
    Files.writeString(passwordFile, UUID.randomUUID() + "\n");
    Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-------"));
    programs.own(folder);
    programs.own(passwordFile);
    Process initdb =
        start(
            "initdb",
            List.of(
                "--pgdata=" + data(),
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync"));
    if (initdb.waitFor() != 0) {
      throw new AssertionError("initdb failed:\n" + log());
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Process start(String program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(programs.command(program));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** Starts the server, which must not run, and waits until it answers. */
  public void start() throws Exception {
    String fsync = durability == Durability.FULL ? "on" : "off";
    Process started =
        start(
            "postgres",
            List.of(
                "-D",
                data().toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "port=" + port,
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=200",
                "-c",
                "fsync=" + fsync));
    server = Optional.of(started);
    Eventually.isTrue("the PostgreSQL server answers", () -> answers(started));
  }

  private boolean answers(Process started) throws IOException {
    if (!started.isAlive()) {
      throw new AssertionError("the PostgreSQL server ended:\n" + log());
    }
    try (Connection connection = connect()) {
      return connection.isValid(0);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Where the server's own database is; of little use to a test but to connect to. */
  public String url() {
    return url("postgres");
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** A database of its own for a test, empty; as an operator would name it. */
  public DatabaseSettings newDatabase() throws SQLException {
    String name = "t_" + databases.incrementAndGet();
    execute("create database " + name);
    return new DatabaseSettings(url(name), Optional.of(USER), Optional.of(passwordFile));
  }

  /** Runs a statement as the server's administrator, outside of any test's database. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    try {
      return source.getConnection(USER, Files.readString(passwordFile).strip());
    } catch (IOException e) {
      throw new AssertionError("the password file is gone", e);
    }
  }

  /** Stops the server as an administrator does; sessions are ended. */
  public void stop() throws Exception {
    if (server.isPresent()) {
      Process running = server.get();
      new ProcessBuilder("kill", "-INT", Long.toString(running.pid())).start().waitFor();
      if (!running.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the PostgreSQL server does not stop:\n" + log());
      }
      server = Optional.empty();
    }
  }

  /** Stops the server and starts it again. */
  public void restart() throws Exception {
    stop();
    start();
  }

  /** Kills the server with all that belongs to it, as a crash does, and starts it again. */
  public void kill() throws Exception {
    killServer();
    start();
  }

  /** The helpers of a dead server end by themselves, but not at once; a new one needs them gone. */
  private void killServer() {
    server.ifPresent(
        running -> {
          List<ProcessHandle> helpers = running.descendants().toList();
          running.destroyForcibly().onExit().join();
          helpers.forEach(
              helper -> {
                helper.destroyForcibly();
                helper.onExit().join();
              });
        });
    server = Optional.empty();
  }

  private void killAndRemove() {
    killServer();
    try {
      Folders.remove(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + folder, e);
    }
  }

  /** Ends the server and removes its data. */
  @Override
  public void close() {
    killAndRemove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
