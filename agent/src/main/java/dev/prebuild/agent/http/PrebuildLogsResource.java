package dev.prebuild.agent.http;

import dev.prebuild.agent.engine.ContainerLogs;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;

/**
 * What a prebuild prints, while its container is there. Once that is gone the answer is 404, also
 * to a logs token that has not expired: it is revoked with its prebuild.
 */
@Path("/v1/prebuilds/{" + PrebuildLogsResource.ID + "}/logs")
public final class PrebuildLogsResource {
  /** The part of the path that names the prebuild. */
  static final String ID = "id";

  private final ContainerLogs logs;

  public PrebuildLogsResource(ContainerLogs logs) {
    this.logs = logs;
  }

  /** The output so far; with {@code follow}, until the steps are over. */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public Response read(
      @PathParam(ID) UUID id, @QueryParam("follow") @DefaultValue("false") boolean follow) {
    Optional<String> container = logs.containerOf(id);
    if (container.isEmpty()) {
      return Problem.of(
          Response.Status.NOT_FOUND,
          "no-log",
          "prebuild %s has no container on this host: it has not started, or it is over"
              .formatted(id));
    }
    StreamingOutput output = target -> copy(container.get(), follow, target);
    return Response.ok(output, MediaType.TEXT_PLAIN_TYPE).build();
  }

  private void copy(String containerId, boolean follow, OutputStream target)
      throws InterruptedIOException {
    try {
      logs.copy(containerId, follow, target);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the agent stops");
    }
  }
}
