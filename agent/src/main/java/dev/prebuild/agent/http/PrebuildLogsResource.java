package dev.prebuild.agent.http;

import dev.prebuild.agent.engine.ContainerLogs;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.glassfish.jersey.server.ChunkedOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a prebuild prints, while its container is there. Once that is gone the answer is 404, also
 * to a logs token that has not expired: it is revoked with its prebuild.
 */
@Path("/v1/prebuilds/{" + PrebuildLogsResource.ID + "}/logs")
public final class PrebuildLogsResource {
  private static final Logger LOG = LoggerFactory.getLogger(PrebuildLogsResource.class);

  /** Ahead of a client that is slow: the engine's log waits for it, not the agent's memory. */
  private static final int MOST_CHUNKS = 16;

  /** The part of the path that names the prebuild. */
  static final String ID = "id";

  private final ContainerLogs logs;

  public PrebuildLogsResource(ContainerLogs logs) {
    this.logs = logs;
  }

  /** The output so far; with {@code follow}, until the steps are over. */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public Response read(
      @PathParam(ID) UUID id, @QueryParam("follow") @DefaultValue("false") boolean follow) {
    Optional<String> container = logs.containerOf(id);
    if (container.isEmpty()) {
      return Problem.of(
          Response.Status.NOT_FOUND,
          "no-log",
          "prebuild %s has no container on this host: it has not started, or it is over"
              .formatted(id));
    }
    ChunkedOutput<byte[]> output =
        ChunkedOutput.<byte[]>builder(byte[].class).queueCapacity(MOST_CHUNKS).build();
    Thread.ofVirtual()
        .name("logs of prebuild " + id)
        .start(() -> copy(id, container.get(), follow, output));
    return Response.ok(output, MediaType.TEXT_PLAIN_TYPE).build();
  }

  private void copy(UUID id, String containerId, boolean follow, ChunkedOutput<byte[]> output) {
    try (output) {
      logs.copy(containerId, follow, new Chunks(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.atInfo()
          .addKeyValue("prebuild", id)
          .log("copying a prebuild's log to a client ended early: {}", e.toString());
    }
  }

  /**
   * Each write goes out at once. Jersey's usual stream does not heed a flush before its buffer of 8
   * KiB is full, and would keep the lines of a quiet prebuild back until it is over.
   */
  private static final class Chunks extends OutputStream {
    private final ChunkedOutput<byte[]> output;

    Chunks(ChunkedOutput<byte[]> output) {
      this.output = output;
    }

    @Override
    public void write(int single) throws IOException {
      output.write(new byte[] {(byte) single});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      output.write(Arrays.copyOfRange(bytes, offset, offset + length));
    }
  }
}
