package dev.prebuild.agent.http;

import dev.prebuild.agent.engine.Environments;
import dev.prebuild.pool.Pools;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Claims, and the environments that came of them. */
@Path("/v1/environments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class EnvironmentsResource {
  private final Pools pools;
  private final Environments environments;
  private final RequestListener listener;

  public EnvironmentsResource(Pools pools, Environments environments, RequestListener listener) {
    this.pools = pools;
    this.environments = environments;
    this.listener = listener;
  }

  /** Claims an instance: 201, or 200 if the environment had it already. */
  @POST
  public Response claim(@Nullable ClaimBody body, @Context HttpServletRequest http)
      throws InterruptedException {
    if (body == null) {
      throw new InvalidRequestException("the body is missing");
    }
    ClaimRequest request = body.toRequest();
    long start = System.nanoTime();
    ClaimResult result = pools.claim(request);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    listener.claimed(Requester.of(http), request, result, elapsed);
    return switch (result) {
      case ClaimResult.Claimed claimed ->
          Response.created(URI.create("/v1/environments/" + request.environmentId()))
              .entity(EnvironmentBody.claimed(claimed, elapsed))
              .build();
      case ClaimResult.Repeated repeated ->
          Response.ok(EnvironmentBody.repeated(repeated.environment(), elapsed)).build();
      case ClaimResult.Refused refused -> refuse(refused);
    };
  }

  private static Response refuse(ClaimResult.Refused refused) {
    return switch (refused.reason()) {
      case NO_POOL -> Problem.of(Response.Status.NOT_FOUND, "no-warm-pool", refused.message());
      case CONFLICT ->
          Problem.of(Response.Status.CONFLICT, "environment-exists", refused.message());
      case NO_SNAPSHOT -> retryLater("no-snapshot", refused);
      case NO_CAPACITY -> retryLater("no-capacity", refused);
      case NONE_IN_TIME -> retryLater("none-in-time", refused);
      case DRAINING -> retryLater("draining", refused);
      case FAILED -> retryLater("host-failed", refused);
    };
  }

  private static Response retryLater(String type, ClaimResult.Refused refused) {
    return Problem.of(
        Response.Status.SERVICE_UNAVAILABLE,
        type,
        refused.message(),
        response -> response.header(HttpHeaders.RETRY_AFTER, wholeSeconds(refused.retryAfter())));
  }

  /** Rounded up, and never so that the same claim comes again at once. */
  static long wholeSeconds(Duration pause) {
    return Math.max(1, Math.ceilDiv(pause.toMillis(), 1_000));
  }

  /** All environments of this host. */
  @GET
  public List<EnvironmentBody> list() {
    return environments.list().stream().map(EnvironmentBody::of).toList();
  }

  /** One environment. */
  @GET
  @Path("/{id}")
  public Response get(@PathParam("id") String id) {
    return Optional.of(parse(id))
        .flatMap(environments::find)
        .map(environment -> Response.ok(EnvironmentBody.of(environment)).build())
        .orElseGet(() -> notFound(id));
  }

  /** Removes an environment with all that belongs to it. */
  @DELETE
  @Path("/{id}")
  public Response delete(@PathParam("id") String id, @Context HttpServletRequest http) {
    UUID environmentId = parse(id);
    if (!environments.remove(environmentId)) {
      return notFound(id);
    }
    listener.removed(Requester.of(http), environmentId);
    return Response.noContent().build();
  }

  private static UUID parse(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("the environment id in the path must be a UUID");
    }
  }

  private static Response notFound(String id) {
    return Problem.of(
        Response.Status.NOT_FOUND,
        "environment-not-found",
        "this host has no environment %s".formatted(id));
  }
}
