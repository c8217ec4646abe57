package dev.prebuild.agent.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.prebuild.agent.engine.EngineAwayException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever goes wrong into a problem; what nobody foresaw is logged, and told by number. */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

  @Override
  public Response toResponse(Throwable e) {
    return switch (e) {
      case BodyTooLargeException tooLarge -> tooLarge(tooLarge);
      case JsonMappingException mapping
          when mapping.getCause() instanceof BodyTooLargeException tooLarge ->
          tooLarge(tooLarge);
      case InvalidRequestException invalid ->
          Problem.of(
              Response.Status.BAD_REQUEST, "invalid-request", String.valueOf(invalid.getMessage()));
      case JsonMappingException mapping ->
          Problem.of(Response.Status.BAD_REQUEST, "invalid-request", describe(mapping));
      case JsonProcessingException _ ->
          Problem.of(Response.Status.BAD_REQUEST, "invalid-request", "the body is not valid JSON");
      case EngineAwayException away ->
          Problem.passing("engine-away", String.valueOf(away.getMessage()), 5);
      case WebApplicationException web ->
          Problem.of(
              web.getResponse().getStatusInfo(),
              "http-" + web.getResponse().getStatus(),
              String.valueOf(web.getMessage()),
              // RFC 9110, 15.5.6: a refused verb is answered with those that are allowed.
              response ->
                  response.header(
                      HttpHeaders.ALLOW, web.getResponse().getHeaderString(HttpHeaders.ALLOW)));
      default -> unforeseen(e);
    };
  }

  private static Response tooLarge(BodyTooLargeException e) {
    return Problem.unread(
        Response.Status.REQUEST_ENTITY_TOO_LARGE, "body-too-large", String.valueOf(e.getMessage()));
  }

  /** Names the field, never the value: it may be a secret. */
  private static String describe(JsonMappingException e) {
    String field =
        e.getPath().stream()
            .map(part -> String.valueOf(part.getFieldName()))
            .collect(Collectors.joining("."));
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "field '%s' is not known; these are: %s"
              .formatted(field, new TreeSet<>(unknown.getKnownPropertyIds()));
      case InvalidFormatException format ->
          "%s must be a %s".formatted(field, format.getTargetType().getSimpleName());
      default ->
          field.isEmpty()
              ? "the body must be a JSON object"
              : "the value of %s is of the wrong type".formatted(field);
    };
  }

  private static Response unforeseen(Throwable e) {
    UUID incident = UUID.randomUUID();
    LOG.atError().addKeyValue("incident", incident).setCause(e).log("a request failed");
    return Problem.of(
        Response.Status.INTERNAL_SERVER_ERROR,
        "internal",
        "the agent failed in a way that nobody foresaw; its log tells more under incident "
            + incident);
  }
}
