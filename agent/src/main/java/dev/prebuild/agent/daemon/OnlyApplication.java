package dev.prebuild.agent.daemon;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.core.setup.AdminEnvironment;
import io.dropwizard.jetty.MutableServletContextHandler;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/**
 * Serves the application and nothing else. Dropwizard's own factory serves its administration on
 * the same port, to everybody: dumps of threads, profiles, the levels of the log.
 */
final class OnlyApplication extends SimpleServerFactory {
  @Override
  protected Handler createAdminServlet(
      Server server,
      MutableServletContextHandler handler,
      MetricRegistry metrics,
      HealthCheckRegistry healthChecks,
      AdminEnvironment admin) {
    return new Handler.Abstract.NonBlocking() {
      @Override
      public boolean handle(Request request, Response response, Callback callback) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        return true;
      }
    };
  }
}
