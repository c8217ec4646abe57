package dev.prebuild.agent.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** Lets nobody in without a token that opens what is asked for. */
@Priority(Priorities.AUTHENTICATION)
public final class BearerFilter implements ContainerRequestFilter {
  private static final String SCHEME = "Bearer ";

  private final List<Access> accesses;

  /**
   * @param accesses the kinds of token that there are; one of them must open what is asked for
   */
  public BearerFilter(List<Access> accesses) {
    this.accesses = List.copyOf(accesses);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    boolean isOpen =
        Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
            .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .map(header -> header.substring(SCHEME.length()).strip())
            .filter(
                token ->
                    accesses.stream().anyMatch(access -> access.opens(request.getUriInfo(), token)))
            .isPresent();
    if (!isOpen) {
      request.abortWith(
          Problem.of(
              Response.Status.UNAUTHORIZED,
              "unauthenticated",
              "send the agent's token, or for the logs of a prebuild one that was made for them, as 'Authorization: Bearer TOKEN'",
              response ->
                  response
                      .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                      .header("Connection", "close")));
    }
  }
}
