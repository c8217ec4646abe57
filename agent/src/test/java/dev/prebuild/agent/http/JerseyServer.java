package dev.prebuild.agent.http;

import dev.prebuild.agent.connect.TestServer;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.jackson.JacksonFeature;
import java.util.List;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** Serves resources as the agent's listener does. */
final class JerseyServer {
  private JerseyServer() {}

  /** With these, resources or filters. */
  static TestServer of(Object... components) {
    ResourceConfig jersey =
        new ResourceConfig()
            .register(new JacksonFeature(Jackson.newObjectMapper()))
            .register(new ProblemMapper());
    for (Object component : components) {
      jersey.register(component);
    }
    return new TestServer(new ServletContainer(jersey), List.of("/*"));
  }
}
