package dev.prebuild.agent.http;

import dev.prebuild.agent.token.BearerToken;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Lets nobody in without the token. */
@Priority(Priorities.AUTHENTICATION)
public final class BearerFilter implements ContainerRequestFilter {
  private static final String SCHEME = "Bearer ";

  private final BearerToken token;

  public BearerFilter(BearerToken token) {
    this.token = token;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    boolean isKnown =
        Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
            .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .map(header -> header.substring(SCHEME.length()).strip())
            .filter(token::matches)
            .isPresent();
    if (!isKnown) {
      request.abortWith(
          Problem.of(
              Response.Status.UNAUTHORIZED,
              "unauthenticated",
              "send the agent's token as 'Authorization: Bearer TOKEN'",
              response ->
                  response
                      .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                      .header("Connection", "close")));
    }
  }
}
