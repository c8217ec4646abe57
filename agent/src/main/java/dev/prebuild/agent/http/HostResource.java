package dev.prebuild.agent.http;

import dev.prebuild.agent.engine.Census;
import dev.prebuild.agent.host.HostControl;
import dev.prebuild.agent.host.HostMode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/** What this host takes on. Each call sets its mode, whatever it was, and none needs a body. */
@Path("/v1/host")
@Produces(MediaType.APPLICATION_JSON)
public final class HostResource {
  private final HostControl host;
  private final Supplier<Optional<Census>> census;
  private final RequestListener listener;

  /**
   * @param census what the engine holds; empty while it is away
   */
  public HostResource(
      HostControl host, Supplier<Optional<Census>> census, RequestListener listener) {
    this.host = host;
    this.census = census;
    this.listener = listener;
  }

  @GET
  public HostBody get() {
    return HostBody.of(host, census.get());
  }

  /** Nothing new from the control plane. */
  @POST
  @Path("/cordon")
  public Response cordon(@Context HttpServletRequest http) {
    return ask(HostMode.CORDONED, http);
  }

  /** No claims either, and idle instances go. */
  @POST
  @Path("/drain")
  public Response drain(@Context HttpServletRequest http) {
    return ask(HostMode.DRAINING, http);
  }

  /** Everything as usual. */
  @POST
  @Path("/uncordon")
  public Response uncordon(@Context HttpServletRequest http) {
    return ask(HostMode.OPEN, http);
  }

  private Response ask(HostMode mode, HttpServletRequest http) {
    try {
      host.ask(mode);
      listener.modeAsked(Requester.of(http), mode);
      return Response.ok(get()).build();
    } catch (UncheckedIOException e) {
      return Problem.of(
          Response.Status.INTERNAL_SERVER_ERROR,
          "mode-not-kept",
          "the mode would not outlast a restart, so nothing was changed: %s (%s); make the state folder writable and try again"
              .formatted(e.getMessage(), e.getCause()));
    }
  }
}
