package dev.prebuild.agent.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.prebuild.agent.engine.EngineException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container engine behind its Unix socket. Connects when it is first needed and again after it
 * was lost; every call fails as an {@link EngineException} that says what was being done.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /** Far above the slowest ordinary call (a start under load takes seconds at most). */
  private static final Duration ORDINARY_LIMIT = Duration.ofSeconds(60);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** More than all operations, claims and streams of a busy host together. */
  private static final int MOST_CONNECTIONS = 512;

  private static final Pattern DETAIL = Pattern.compile("\"message\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Path socket;
  private final EngineCallListener listener;
  private @Nullable Connection connection;
  private volatile Optional<Path> dataRoot = Optional.empty();

  /**
   * @param version of the API that is spoken
   * @param ordinary for calls that end soon
   * @param patient for calls that may last: commits, pulls, waits, streams
   */
  private record Connection(String version, DockerClient ordinary, DockerClient patient) {}

  /**
   * @param socket of the engine; need not be there yet
   * @param listener hears of each call; one that was interrupted has not failed
   */
  public Engine(Path socket, EngineCallListener listener) {
    this.socket = socket;
    this.listener = listener;
  }

  Path socket() {
    return socket;
  }

  /**
   * Makes a call that ends soon.
   *
   * @param what is being done and on what, for the message of a failure
   */
  <T> T call(String what, Function<DockerClient, T> call) {
    return guarded(what, () -> call.apply(connection().ordinary()));
  }

  /** Makes a call that ends soon and yields nothing. */
  void run(String what, Consumer<DockerClient> call) {
    call(
        what,
        client -> {
          call.accept(client);
          return true;
        });
  }

  /** Makes a call that may last; the caller bounds it. */
  <T> T callPatiently(String what, PatientCall<T> call) throws InterruptedException {
    try {
      return callInterruptibly(what, call);
    } catch (EngineException e) {
      // An interrupt while something is sent or received closes the connection.
      if (e.kind() == Kind.UNREACHABLE && Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      throw e;
    }
  }

  private <T> T callInterruptibly(String what, PatientCall<T> call) throws InterruptedException {
    AtomicReference<InterruptedException> interrupt = new AtomicReference<>();
    Optional<T> result =
        guarded(
            what,
            () -> {
              try {
                return Optional.of(call.apply(connection().patient()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                interrupt.set(e);
                return Optional.empty();
              }
            });
    if (result.isEmpty()) {
      throw Objects.requireNonNull(interrupt.get());
    }
    return result.get();
  }

  /** A call that waits. */
  interface PatientCall<T> {
    T apply(DockerClient client) throws InterruptedException, IOException;
  }

  private <T> T guarded(String what, Supplier<T> call) {
    try {
      T answer = call.get();
      listener.ended(EngineCallListener.Outcome.DONE);
      return answer;
    } catch (EngineException e) {
      // Of a call within this one, which has told of it.
      throw e;
    } catch (NotFoundException e) {
      throw failed(Kind.NOT_FOUND, what + ": " + detail(e), e);
    } catch (ConflictException e) {
      throw failed(Kind.CONFLICT, what + ": " + detail(e), e);
    } catch (DockerException e) {
      throw failed(Kind.REFUSED, what + ": " + detail(e), e);
    } catch (RuntimeException e) {
      throw failed(
          Kind.UNREACHABLE,
          what + ": the engine does not answer at " + socket + " (" + rootCause(e) + ")",
          e);
    }
  }

  private EngineException failed(Kind kind, String message, RuntimeException cause) {
    if (!Thread.currentThread().isInterrupted()) {
      listener.ended(kind.outcome());
    }
    return kind == Kind.UNREACHABLE
        ? new EngineAwayException(message, cause)
        : new EngineException(kind, message, cause);
  }

  private static String detail(DockerException e) {
    Matcher matcher = DETAIL.matcher(String.valueOf(e.getMessage()));
    String text =
        matcher.find() ? matcher.group(1).translateEscapes() : String.valueOf(e.getMessage());
    return text.strip();
  }

  private static String rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
  }

  private synchronized Connection connection() {
    Connection current = connection;
    if (current == null) {
      current = connect();
      connection = current;
    }
    return current;
  }

  private Connection connect() {
    String version = negotiate();
    return new Connection(version, client(version, ORDINARY_LIMIT), client(version, Duration.ZERO));
  }

  /** The newest version that both sides know; engines refuse those beyond their range. */
  private String negotiate() {
    try (DockerClient unversioned = client("", ORDINARY_LIMIT)) {
      Version offered = unversioned.versionCmd().exec();
      return ApiVersion.negotiate(
          Optional.ofNullable(offered.getMinAPIVersion()), offered.getApiVersion());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DefaultDockerClientConfig config(String version) {
    return DefaultDockerClientConfig.createDefaultConfigBuilder()
        .withDockerHost("unix://" + socket)
        .withDockerTlsVerify(false)
        .withApiVersion(version)
        .build();
  }

  /**
   * Credentials for a repository as the engine's usual client configuration file has them now; none
   * if it has none.
   *
   * @throws EngineException refused, if the file makes no sense; the message repeats nothing of it
   */
  AuthConfig credentials(String repository) {
    try {
      return Optional.ofNullable(config("").effectiveAuthConfig(repository))
          .orElseGet(AuthConfig::new);
    } catch (DockerClientException e) {
      throw new EngineException(
          Kind.REFUSED,
          "the engine's client configuration file (config.json in ~/.docker or DOCKER_CONFIG) cannot be read; mend it, or log in to the registry of %s again"
              .formatted(repository));
    }
  }

  private DockerClient client(String version, Duration responseLimit) {
    DefaultDockerClientConfig config = config(version);
    var http =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .maxConnections(MOST_CONNECTIONS)
            .connectionTimeout(CONNECT_LIMIT);
    if (responseLimit.isPositive()) {
      http.responseTimeout(responseLimit);
    }
    return DockerClientImpl.getInstance(config, http.build());
  }

  /**
   * Connects ahead of need, if the engine is there. What that takes is loaded then, while something
   * else is made ready; whoever follows the engine tells of its absence.
   */
  public void greet() {
    try {
      renegotiate();
    } catch (EngineException e) {
      LOG.debug("the engine was not there ahead of need: {}", e.getMessage());
    }
  }

  /**
   * To be called when the engine is there, for the first time or again: it may be another version.
   * Calls under way on a connection of the same version are not disturbed.
   */
  public synchronized void renegotiate() {
    String version = guarded("asking the engine for its version", this::negotiate);
    Connection current = connection;
    if (current != null && !current.version().equals(version)) {
      connection = null;
      close(current);
    }
    dataRoot =
        call(
            "asking the engine for its data root",
            client ->
                Optional.ofNullable(client.infoCmd().exec().getDockerRootDir()).map(Path::of));
  }

  /**
   * Where the engine keeps images and containers, if that is known and this process can read it.
   */
  public Optional<Path> readableDataRoot() {
    return dataRoot.filter(Files::isReadable);
  }

  @Override
  public synchronized void close() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      close(current);
    }
  }

  private static void close(Connection connection) {
    try (connection.ordinary;
        connection.patient) {
      // Closing is all.
    } catch (IOException e) {
      throw new UncheckedIOException("closing the connection to the engine", e);
    }
  }
}
