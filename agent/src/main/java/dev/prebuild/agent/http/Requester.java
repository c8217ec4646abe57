package dev.prebuild.agent.http;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Who has asked for something, as far as it can be told.
 *
 * @param address that the connection came from; a proxy's, if there is one
 * @param certificate the subject of the client's certificate; empty without one
 */
public record Requester(String address, Optional<String> certificate) {
  /** Where the container keeps the chain, the client's own first (Jakarta Servlet 6.0, 3.10). */
  private static final String CHAIN = "jakarta.servlet.request.X509Certificate";

  static Requester of(HttpServletRequest request) {
    Optional<String> subject =
        request.getAttribute(CHAIN) instanceof X509Certificate[] chain && chain.length > 0
            ? Optional.of(chain[0].getSubjectX500Principal().getName())
            : Optional.empty();
    return new Requester(request.getRemoteAddr(), subject);
  }
}
