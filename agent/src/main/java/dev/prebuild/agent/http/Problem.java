package dev.prebuild.agent.http;

import jakarta.ws.rs.core.Response;
import java.util.function.UnaryOperator;

/**
 * A failure as the client sees it (RFC 9457).
 *
 * @param type a relative reference that names the kind of problem, for programs
 * @param title the status in words
 * @param detail what failed, on what, why, and what to do
 */
public record Problem(String type, String title, int status, String detail) {
  /** The media type of problem details. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** An answer that tells a problem. */
  public static Response of(Response.StatusType status, String type, String detail) {
    return of(status, type, detail, UnaryOperator.identity());
  }

  /**
   * An answer that tells a problem before the body was read. The server closes the connection then;
   * a client that is not told so would send its next request into the void.
   */
  static Response unread(Response.StatusType status, String type, String detail) {
    return of(status, type, detail, response -> response.header("Connection", "close"));
  }

  /** An answer that tells a problem which may be over in so many seconds. */
  static Response passing(String type, String detail, int seconds) {
    return of(
        Response.Status.SERVICE_UNAVAILABLE,
        type,
        detail,
        response -> response.header("Retry-After", seconds));
  }

  /** An answer that tells a problem, with headers of its own. */
  public static Response of(
      Response.StatusType status,
      String type,
      String detail,
      UnaryOperator<Response.ResponseBuilder> headers) {
    Problem problem = new Problem(type, status.getReasonPhrase(), status.getStatusCode(), detail);
    return headers.apply(Response.status(status).type(MEDIA_TYPE).entity(problem)).build();
  }
}
