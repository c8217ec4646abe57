package dev.prebuild.agent.connect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.prebuild.agent.connect.ConnectService.Method;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves services over unary Connect. A call occupies its thread until it is answered, so long
 * polls want a server on virtual threads.
 *
 * <p>Refusals come in the order path, verb, protocol, token, scope, deadline, body: a caller
 * without a token is never listened to for longer than its headers.
 *
 * @param <C> what is known about a caller
 */
public final class ConnectServlet<C> extends HttpServlet {
  private static final long serialVersionUID = 1L;

  // A servlet is serializable by inheritance only; nobody serializes this one.
  private final transient Logger log = LoggerFactory.getLogger(ConnectServlet.class);
  private final transient Map<String, ConnectService<C>> services;
  private final transient Authenticator<C> authenticator;
  private final int maxBody;
  private final transient InstantSource clock;
  private final transient CallObserver observer;

  /**
   * Serves the given services.
   *
   * @param maxBody largest request body that is read, in bytes, as it comes and as it is unpacked
   * @param clock what the callers' timeouts are measured with
   * @param observer hears of every call; must not throw
   */
  public ConnectServlet(
      List<ConnectService<C>> services,
      Authenticator<C> authenticator,
      int maxBody,
      InstantSource clock,
      CallObserver observer) {
    this.services =
        services.stream()
            .collect(Collectors.toUnmodifiableMap(ConnectService::name, service -> service));
    this.authenticator = authenticator;
    this.maxBody = maxBody;
    this.clock = clock;
    this.observer = observer;
  }

  /** Serves the given services by the system's clock, with nobody to hear of the calls. */
  public ConnectServlet(
      List<ConnectService<C>> services, Authenticator<C> authenticator, int maxBody) {
    this(services, authenticator, maxBody, InstantSource.system(), (_, _, _) -> {});
  }

  /** Where to map this servlet for its services to stand at the server's root. */
  public List<String> mappings() {
    return services.keySet().stream().sorted().map(name -> "/" + name + "/*").toList();
  }

  /** One method of one service, implemented or not. */
  private record Procedure<C>(ConnectService<C> service, String name) {
    String path() {
      return service.name() + "/" + name;
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    String path = path(request);
    Optional<Procedure<C>> procedure = procedure(path);
    Answer answer = answer(path, procedure, request);
    try {
      // With a body that has not been read, the server will close the connection; a client that is
      // not told so would send its next call into the void.
      if (!request.getInputStream().isFinished()) {
        response.setHeader("Connection", "close");
      }
      answer.send(response);
    } finally {
      observer.ended(
          procedure.map(Procedure::path).orElse(CallObserver.UNKNOWN_PROCEDURE),
          answer.refusal(),
          Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** The servlet may be mapped to a service, to all below a base path, or to everything. */
  private String path(HttpServletRequest request) {
    String below = Optional.ofNullable(request.getPathInfo()).orElse("");
    String mapped = request.getServletPath();
    return mapped.length() > 1 && services.containsKey(mapped.substring(1))
        ? mapped + below
        : below;
  }

  private Optional<Procedure<C>> procedure(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 1
        ? Optional.empty()
        : Optional.ofNullable(services.get(path.substring(1, slash)))
            .map(service -> new Procedure<>(service, path.substring(slash + 1)))
            .filter(named -> named.service().descriptor().findMethodByName(named.name()) != null);
  }

  private Answer answer(String path, Optional<Procedure<C>> procedure, HttpServletRequest request) {
    try {
      return call(procedure.orElseThrow(() -> Refusal.unknownPath(path)), request);
    } catch (Refusal refusal) {
      return refusal.answer();
    } catch (ConnectException e) {
      return Answer.Failure.of(e.code(), e.reason());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.Failure.of(ConnectCode.UNAVAILABLE, "the server is shutting down; try again");
    } catch (RuntimeException | InvalidProtocolBufferException e) {
      String incident = UUID.randomUUID().toString();
      log.error("{} failed unexpectedly, incident {}", request.getRequestURI(), incident, e);
      return Answer.Failure.of(
          ConnectCode.INTERNAL, "internal error; the server's log has it as incident " + incident);
    }
  }

  private Answer call(Procedure<C> procedure, HttpServletRequest request)
      throws InterruptedException, InvalidProtocolBufferException {
    if (!request.getMethod().equals("POST")) {
      throw Refusal.wrongVerb(request.getMethod());
    }
    RequestHead head = RequestHead.of(request, clock.instant());
    C caller = caller(procedure, request);
    checkDeadline(head, "it was not begun");
    Method<C, ?> method = method(procedure);
    RequestBody body = RequestBody.read(request, head, maxBody);
    checkDeadline(head, "it was not begun");
    Message message =
        method.handle(new Call<>(caller, RequestHead.query(request), head.deadline()), body);
    checkDeadline(head, "it may have been carried out");
    return new Answer.Success(head.encoding(), message, head.accepted());
  }

  private C caller(Procedure<C> procedure, HttpServletRequest request) {
    C caller =
        RequestHead.bearerToken(request)
            .flatMap(authenticator::authenticate)
            .orElseThrow(Refusal::noCaller);
    if (!procedure.service().admits(caller)) {
      throw new ConnectException(
          ConnectCode.PERMISSION_DENIED,
          "this token is not meant for %s; use one that is".formatted(procedure.service().name()));
    }
    return caller;
  }

  /** Nothing is begun for a caller that has gone, and none is told of success too late. */
  private void checkDeadline(RequestHead head, String state) {
    if (head.deadline().hasPassed(clock.instant())) {
      throw new ConnectException(
          ConnectCode.DEADLINE_EXCEEDED,
          "the call took longer than its Connect-Timeout-Ms allows; " + state);
    }
  }

  private Method<C, ?> method(Procedure<C> procedure) {
    return procedure
        .service()
        .method(procedure.name())
        .orElseThrow(
            () ->
                new ConnectException(
                    ConnectCode.UNIMPLEMENTED,
                    "%s.%s is not implemented by this server"
                        .formatted(procedure.service().name(), procedure.name())));
  }
}
