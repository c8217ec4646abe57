package dev.prebuild.agent.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.agent.overview.Overview;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.glassfish.jersey.server.ChunkedOutput;

/**
 * Tells one client how the host stands, at most once a second, and only when that has changed (HTML
 * standard, 9.2 Server-sent events).
 */
final class OverviewEvents {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** A client that is gone is noticed by writing to it alone. */
  private static final int LOOKS_BEFORE_SIGN_OF_LIFE = 15;

  private static final byte[] SIGN_OF_LIFE = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final Supplier<Overview> overviews;
  private final ObjectMapper mapper;

  OverviewEvents(Supplier<Overview> overviews, ObjectMapper mapper) {
    this.overviews = overviews;
    this.mapper = mapper;
  }

  /**
   * Goes on for as long as the client listens.
   *
   * @throws IOException once it does not any more
   */
  void tell(ChunkedOutput<byte[]> output) throws IOException, InterruptedException {
    byte[] told = {};
    int silentLooks = 0;
    while (true) {
      byte[] now = event(overviews.get());
      if (!Arrays.equals(now, told)) {
        output.write(now);
        told = now;
        silentLooks = 0;
      } else if (++silentLooks == LOOKS_BEFORE_SIGN_OF_LIFE) {
        output.write(SIGN_OF_LIFE);
        silentLooks = 0;
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  /** JSON as it is written here has no line ends, so that one field holds it. */
  private byte[] event(Overview overview) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("data: ".getBytes(StandardCharsets.UTF_8));
    bytes.write(mapper.writeValueAsBytes(overview));
    bytes.write("\n\n".getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }
}
