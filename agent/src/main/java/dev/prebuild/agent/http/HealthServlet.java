package dev.prebuild.agent.http;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether all is well, and what is not: 200 or 503. */
public final class HealthServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient HealthCheckRegistry checks;
  private final transient ObjectMapper json = new ObjectMapper();

  public HealthServlet(HealthCheckRegistry checks) {
    this.checks = checks;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SortedMap<String, HealthCheck.Result> results = checks.runHealthChecks();
    boolean isHealthy = results.values().stream().allMatch(HealthCheck.Result::isHealthy);
    SortedMap<String, String> body = new TreeMap<>();
    results.forEach(
        (name, result) -> body.put(name, Objects.requireNonNullElse(result.getMessage(), "ok")));
    response.setStatus(
        isHealthy ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("application/json");
    json.writeValue(response.getOutputStream(), body);
  }
}
