package dev.prebuild.agent.connect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.prebuild.agent.connect.ConnectService.Method;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
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
 * <p>Refusals come in the order path, verb, protocol, token, scope, body: a caller without a token
 * is never listened to for longer than its headers.
 *
 * @param <C> what is known about a caller
 */
public final class ConnectServlet<C> extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_ECHO = 300;

  // A servlet is serializable by inheritance only; nobody serializes this one.
  private final transient Logger log = LoggerFactory.getLogger(ConnectServlet.class);
  private final transient Map<String, ConnectService<C>> services;
  private final transient Authenticator<C> authenticator;
  private final int maxBody;

  /**
   * Serves the given services.
   *
   * @param maxBody largest request body that is read, in bytes
   */
  public ConnectServlet(
      List<ConnectService<C>> services, Authenticator<C> authenticator, int maxBody) {
    this.services =
        services.stream()
            .collect(Collectors.toUnmodifiableMap(ConnectService::name, service -> service));
    this.authenticator = authenticator;
    this.maxBody = maxBody;
  }

  /** Where to map this servlet for its services to stand at the server's root. */
  public List<String> mappings() {
    return services.keySet().stream().sorted().map(name -> "/" + name + "/*").toList();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Exchange<C> exchange = open(request);
      Message answer = call(exchange, request);
      byte[] body = exchange.encoding().encode(answer);
      Answers.send(response, 200, exchange.encoding().contentType(), body);
    } catch (Refusal refusal) {
      refusal.headers().forEach(response::setHeader);
      refuse(request, response, refusal.status(), refusal.code(), refusal.reason());
    } catch (ConnectException e) {
      refuse(request, response, e.code().httpStatus(), e.code(), e.reason());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(
          request,
          response,
          503,
          ConnectCode.UNAVAILABLE,
          "the server is shutting down; try again");
    } catch (RuntimeException | InvalidProtocolBufferException e) {
      String incident = UUID.randomUUID().toString();
      log.error("{} failed unexpectedly, incident {}", request.getRequestURI(), incident, e);
      refuse(
          request,
          response,
          500,
          ConnectCode.INTERNAL,
          "internal error; the server's log has it as incident " + incident);
    }
  }

  /**
   * With a body that has not been read, the server will close the connection; a client that is not
   * told so would send its next call into the void.
   */
  private static void refuse(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      ConnectCode code,
      String message)
      throws IOException {
    if (!request.getInputStream().isFinished()) {
      response.setHeader("Connection", "close");
    }
    Answers.sendError(response, status, code, message);
  }

  /** A call that is well-formed as far as its headers tell. */
  private record Exchange<C>(
      ConnectService<C> service, String procedure, Encoding encoding, C caller) {}

  private Exchange<C> open(HttpServletRequest request) {
    String path = path(request);
    int slash = path.lastIndexOf('/');
    ConnectService<C> service = slash < 1 ? null : services.get(path.substring(1, slash));
    if (service == null
        || service.descriptor().findMethodByName(path.substring(slash + 1)) == null) {
      throw Refusal.unknownPath(path);
    }
    if (!request.getMethod().equals("POST")) {
      throw Refusal.wrongVerb(request.getMethod());
    }
    Encoding encoding =
        Encoding.of(Optional.ofNullable(request.getContentType()).orElse(""))
            .orElseThrow(Refusal::wrongContentType);
    checkProtocol(request);
    C caller =
        bearerToken(request).flatMap(authenticator::authenticate).orElseThrow(Refusal::noCaller);
    if (!service.admits(caller)) {
      throw new ConnectException(
          ConnectCode.PERMISSION_DENIED,
          "this token is not meant for %s; use one that is".formatted(service.name()));
    }
    return new Exchange<>(service, path.substring(slash + 1), encoding, caller);
  }

  /** The servlet may be mapped to a service, to all below a base path, or to everything. */
  private String path(HttpServletRequest request) {
    String below = Optional.ofNullable(request.getPathInfo()).orElse("");
    String mapped = request.getServletPath();
    return mapped.length() > 1 && services.containsKey(mapped.substring(1))
        ? mapped + below
        : below;
  }

  private static void checkProtocol(HttpServletRequest request) {
    String version = request.getHeader("Connect-Protocol-Version");
    if (version != null && !version.equals("1")) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT, "Connect-Protocol-Version must be \"1\"");
    }
    String compression = request.getHeader("Content-Encoding");
    if (compression != null && !compression.equals("identity")) {
      throw new ConnectException(
          ConnectCode.UNIMPLEMENTED, "Content-Encoding must be identity: send it uncompressed");
    }
  }

  private static Optional<String> bearerToken(HttpServletRequest request) {
    String scheme = "Bearer ";
    return Optional.ofNullable(request.getHeader("Authorization"))
        .filter(header -> header.regionMatches(true, 0, scheme, 0, scheme.length()))
        .map(header -> header.substring(scheme.length()).strip());
  }

  private Message call(Exchange<C> exchange, HttpServletRequest request)
      throws InterruptedException {
    Method<C, ?> method =
        exchange
            .service()
            .method(exchange.procedure())
            .orElseThrow(
                () ->
                    new ConnectException(
                        ConnectCode.UNIMPLEMENTED,
                        "%s.%s is not implemented by this server"
                            .formatted(exchange.service().name(), exchange.procedure())));
    byte[] bytes = readBody(request);
    ConnectService.Body body =
        new ConnectService.Body() {
          @Override
          public <Q extends Message> Q read(Q prototype, Parser<Q> parser) {
            return decode(exchange.encoding(), bytes, prototype, parser);
          }
        };
    return method.handle(new Call<>(exchange.caller(), query(request)), body);
  }

  private byte[] readBody(HttpServletRequest request) {
    byte[] bytes;
    try {
      bytes =
          request.getContentLengthLong() > maxBody
              ? new byte[maxBody + 1]
              : request.getInputStream().readNBytes(maxBody + 1);
    } catch (IOException e) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT, "the body broke off before its end", e);
    }
    if (bytes.length > maxBody) {
      throw Refusal.bodyTooLarge(maxBody);
    }
    return bytes;
  }

  private static <Q extends Message> Q decode(
      Encoding encoding, byte[] bytes, Q prototype, Parser<Q> parser) {
    try {
      return encoding.decode(bytes, prototype, parser);
    } catch (InvalidProtocolBufferException e) {
      String reason = String.valueOf(e.getMessage());
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT,
          "the body is not a %s in %s: %s"
              .formatted(
                  prototype.getDescriptorForType().getName(),
                  encoding.contentType(),
                  reason.substring(0, Math.min(LONGEST_ECHO, reason.length()))),
          e);
    }
  }

  /** Read from the URL alone: the servlet API's own parameters might want to read the body. */
  private static Map<String, String> query(HttpServletRequest request) {
    Map<String, String> query = new HashMap<>();
    String text = Optional.ofNullable(request.getQueryString()).orElse("");
    for (String pair : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2) {
        query.putIfAbsent(Answers.urlDecode(parts[0]), Answers.urlDecode(parts[1]));
      }
    }
    return query;
  }
}
