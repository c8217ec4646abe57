package dev.prebuild.agent.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.agent.overview.Overview;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.glassfish.jersey.server.ChunkedOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the host stands: once, or again whenever that has changed. */
@Path("/v1/overview")
public final class OverviewResource {
  private static final Logger LOG = LoggerFactory.getLogger(OverviewResource.class);
  private static final String EVENTS = MediaType.SERVER_SENT_EVENTS;
  private static final int MOST_WATCHERS = 64;

  /** Ahead of a client that is slow. */
  private static final int MOST_CHUNKS = 2;

  private final Supplier<Overview> overviews;
  private final ObjectMapper mapper;
  private final Semaphore places = new Semaphore(MOST_WATCHERS);
  private final Set<Thread> watchers = ConcurrentHashMap.newKeySet();

  /**
   * @param overviews asked once a second by each client that watches
   * @param mapper writes them
   */
  public OverviewResource(Supplier<Overview> overviews, ObjectMapper mapper) {
    this.overviews = overviews;
    this.mapper = mapper;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Overview get() {
    return overviews.get();
  }

  /** Server-sent events, each of which is a whole overview; the first comes at once. */
  @GET
  @Path("/events")
  @Produces(EVENTS)
  public void watch(@Suspended AsyncResponse client) {
    if (!places.tryAcquire()) {
      client.resume(
          Problem.passing(
              "too-many-watchers",
              "as many clients as this host serves at once watch it already; try again",
              5));
      return;
    }
    Thread.ofVirtual().name("overview").start(() -> answer(client));
  }

  /** Jersey would answer it as it answers a GET: to nobody, and without end. */
  @HEAD
  @Path("/events")
  @Produces(EVENTS)
  public Response headOfEvents() {
    return Response.ok().type(EVENTS).header("Cache-Control", "no-store").build();
  }

  /** Has all who watch hear no more, so that nobody waits for them. */
  public void release() {
    watchers.forEach(Thread::interrupt);
  }

  /** Begun and ended by one thread, for the reason that {@link PrebuildLogsResource} gives. */
  private void answer(AsyncResponse client) {
    watchers.add(Thread.currentThread());
    try (ChunkedOutput<byte[]> output =
        ChunkedOutput.<byte[]>builder(byte[].class).queueCapacity(MOST_CHUNKS).build()) {
      if (client.resume(Response.ok(output, EVENTS).header("Cache-Control", "no-store").build())) {
        new OverviewEvents(overviews, mapper).tell(output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("a client has stopped watching", e);
    } catch (RuntimeException e) {
      LOG.warn("a client could not be told any more how the host stands", e);
    } finally {
      watchers.remove(Thread.currentThread());
      places.release();
    }
  }
}
