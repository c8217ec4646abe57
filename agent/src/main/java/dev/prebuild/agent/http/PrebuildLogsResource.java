package dev.prebuild.agent.http;

import dev.prebuild.agent.logs.LogReader;
import dev.prebuild.agent.logs.PrebuildLogs;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.glassfish.jersey.server.ChunkedOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a prebuild has printed, from its start to its removal. After that the answer is 404, also to
 * a logs token that has not expired: it is revoked with the log.
 */
@Path("/v1/prebuilds/{" + PrebuildLogsResource.ID + "}/logs")
public final class PrebuildLogsResource {
  static final String TEXT = "text/plain;charset=utf-8";
  static final String NDJSON = "application/x-ndjson";

  private static final Logger LOG = LoggerFactory.getLogger(PrebuildLogsResource.class);

  /** Ahead of a client that is slow. */
  private static final int MOST_CHUNKS = 4;

  private static final int MOST_READERS = 128;

  /** The part of the path that names the prebuild. */
  static final String ID = "id";

  private final PrebuildLogs logs;
  private final LogReaders readers;

  public PrebuildLogsResource(PrebuildLogs logs) {
    this(logs, MOST_READERS);
  }

  PrebuildLogsResource(PrebuildLogs logs, int mostReaders) {
    this.logs = logs;
    this.readers = new LogReaders(mostReaders);
  }

  /** The output so far; with {@code follow}, until the log is finished. */
  @GET
  @Produces({TEXT, NDJSON})
  public void read(
      @PathParam(ID) UUID id,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse client) {
    LogQuery query = LogQuery.of(uri.getQueryParameters());
    LogFormat format = query.format().orElseGet(() -> accepted(headers));
    Optional<LogReader> reader = open(id, query);
    if (reader.isEmpty()) {
      client.resume(noLog(id));
    } else if (query.offset() > reader.get().end()) {
      client.resume(beyondEnd(id, query, reader.get()));
    } else if (!readers.enter()) {
      client.resume(tooManyReaders());
    } else {
      Thread.ofVirtual()
          .name("logs of prebuild " + id)
          .start(() -> answer(id, reader.get(), query, format, client));
    }
  }

  /** Jersey would answer it as it answers a GET: to nobody, until the log is finished. */
  @HEAD
  @Produces({TEXT, NDJSON})
  public Response head(@PathParam(ID) UUID id, @Context UriInfo uri) {
    return open(id, LogQuery.of(uri.getQueryParameters()))
        .map(_ -> Response.ok().build())
        .orElseGet(() -> noLog(id));
  }

  /** Has all who wait for more of a log hear no more, so that nobody waits for them. */
  public void release() {
    readers.release();
  }

  /** By the first of the types that are good for either. */
  private static LogFormat accepted(HttpHeaders headers) {
    for (MediaType type : headers.getAcceptableMediaTypes()) {
      if (type.isCompatible(LogFormat.TEXT.mediaType())) {
        return LogFormat.TEXT;
      }
      if (type.isCompatible(LogFormat.NDJSON.mediaType())) {
        return LogFormat.NDJSON;
      }
    }
    return LogFormat.TEXT;
  }

  private Optional<LogReader> open(UUID id, LogQuery query) {
    try {
      return logs.read(id, query.offset());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the log of prebuild " + id, e);
    }
  }

  private static Response noLog(UUID id) {
    return Problem.of(
        Response.Status.NOT_FOUND,
        "no-log",
        "prebuild %s has no log on this host: it has not started here, or it was deleted"
            .formatted(id));
  }

  /** Such an offset was never told by this log, so that waiting for it would be wrong as well. */
  private static Response beyondEnd(UUID id, LogQuery query, LogReader reader) {
    return Problem.of(
        Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE,
        "offset-beyond-end",
        "offset %d is beyond the end of the log of prebuild %s, which is at %d"
            .formatted(query.offset(), id, reader.end()),
        response -> response.header("Content-Range", "bytes */" + reader.end()));
  }

  private static Response tooManyReaders() {
    return Problem.passing(
        "too-many-readers",
        "as many clients as this host serves at once read logs already; try again",
        1);
  }

  /**
   * The answer is begun and ended by one thread. Jersey asks an output whether it is closed before
   * it lets the request wait for it; one that is closed in between by another thread would never
   * come to its end for the client.
   */
  private void answer(
      UUID id, LogReader reader, LogQuery query, LogFormat format, AsyncResponse client) {
    try (ChunkedOutput<byte[]> output =
        ChunkedOutput.<byte[]>builder(byte[].class).queueCapacity(MOST_CHUNKS).build()) {
      if (client.resume(Response.ok(output, format.mediaType()).build())) {
        new LogAnswer(reader, query, format, output).tell(readers);
      }
    } catch (InterruptedException e) {
      LOG.atInfo()
          .addKeyValue("prebuild", id)
          .log(
              "a client does not follow a quiet log any more: another one came, or the agent stops");
    } catch (LogAnswer.ClientGoneException e) {
      LOG.atDebug()
          .addKeyValue("prebuild", id)
          .addKeyValue("cause", e.getMessage())
          .log("a client has stopped reading a log");
    } catch (IOException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("prebuild", id)
          .setCause(e)
          .log("a prebuild's log could not be read to its end");
    } finally {
      readers.leave();
    }
  }
}
