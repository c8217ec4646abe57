package dev.prebuild.agent.http;

import jakarta.ws.rs.core.UriInfo;

/** One kind of bearer token, and what it opens. */
@FunctionalInterface
public interface Access {
  /**
   * Whether the token opens what is asked for.
   *
   * @param uri of the request, already matched to a resource
   */
  boolean opens(UriInfo uri, String token);
}
