package dev.prebuild.agent.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Consumer;

/**
 * Does not listen any more to whom has sent too many wrong tokens: 429 until a minute after the
 * first of them, whatever comes. Loopback is left out, or one broken client of this host would shut
 * out the agent itself.
 */
public final class FailedAuthenticationLimit implements Filter {
  private static final int TOO_MANY_REQUESTS = 429;

  private final FailedAuthentications failures;
  private final Consumer<String> listener;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param most wrong tokens from one address in a minute; 0 for no limit
   * @param listener told of an address that has reached the limit
   */
  public FailedAuthenticationLimit(int most, Consumer<String> listener) {
    this(new FailedAuthentications(most, Ticker.systemTicker()), listener);
  }

  FailedAuthenticationLimit(FailedAuthentications failures, Consumer<String> listener) {
    this.failures = failures;
    this.listener = listener;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    filter((HttpServletRequest) request, (HttpServletResponse) response, chain);
  }

  private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String address = request.getRemoteAddr();
    if (failures.isTooMany(address)) {
      refuse(response);
      return;
    }
    chain.doFilter(request, response);
    if (response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED
        && !InetAddress.ofLiteral(address).isLoopbackAddress()
        && failures.count(address)) {
      listener.accept(address);
    }
  }

  private void refuse(HttpServletResponse response) throws IOException {
    response.setStatus(TOO_MANY_REQUESTS);
    response.setHeader("Retry-After", Long.toString(FailedAuthentications.WINDOW.toSeconds()));
    response.setHeader("Connection", "close");
    response.setContentType(Problem.MEDIA_TYPE);
    json.writeValue(
        response.getOutputStream(),
        new Problem(
            "too-many-wrong-tokens",
            "Too Many Requests",
            TOO_MANY_REQUESTS,
            "too many requests without a token that is good came from this address; wait a minute, and mend the client that sends them (http.failedAuthentications)"));
  }
}
