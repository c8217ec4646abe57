package dev.prebuild.agent.http;

import java.io.IOException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What the server itself has to say when a request never comes as far as our own code: the status,
 * and nothing of what has failed inside, which would tell what serves here.
 */
public final class PlainErrors extends ErrorHandler {
  public PlainErrors() {
    setShowStacks(false);
    setShowCauses(false);
    setShowOrigin(false);
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback)
      throws IOException {
    super.generateResponse(request, response, code, HttpStatus.getMessage(code), null, callback);
  }
}
