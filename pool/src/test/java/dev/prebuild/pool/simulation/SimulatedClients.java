package dev.prebuild.pool.simulation;

import dev.prebuild.pool.Message;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Environments that ask for instances, ask again, and are gone after a while. */
final class SimulatedClients {
  private static final int MOST_TRIES = 6;
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final World world;
  private final Scenario scenario;
  private final SimulatedHost host;
  private final Laws laws;
  private final Supplier<SimulatedAgent> agent;
  private final Supplier<ControlPlane> plane;

  /** Claims that an agent has taken and not answered. */
  private final Map<Long, SimulatedAgent> open = new HashMap<>();

  private final Map<String, Integer> results = new TreeMap<>();
  private int asked;
  private boolean hasClosed;

  SimulatedClients(
      World world,
      Scenario scenario,
      SimulatedHost host,
      Laws laws,
      Supplier<SimulatedAgent> agent,
      Supplier<ControlPlane> plane) {
    this.world = world;
    this.scenario = scenario;
    this.host = host;
    this.laws = laws;
    this.agent = agent;
    this.plane = plane;
  }

  void begin() {
    world.after(world.about(scenario.claimGapMillis()), this::arrive);
  }

  /** No new environments from now on; those that wait go on asking. */
  void close() {
    hasClosed = true;
  }

  /** Claims so far, by how they ended. */
  Map<String, Integer> results() {
    return results;
  }

  int asked() {
    return asked;
  }

  void checkAllAnswered() {
    open.values().removeIf(taker -> !taker.isAlive());
    if (!open.isEmpty()) {
      throw world.broken("claims that were never answered: " + open.keySet());
    }
  }

  private void arrive() {
    if (hasClosed) {
      return;
    }
    world.after(world.about(scenario.claimGapMillis()), this::arrive);
    int burst = world.chance(0.05) ? world.between(2, 12) : 1;
    for (int i = 0; i < burst; i++) {
      UUID environmentId = new UUID(world.random().nextLong(), world.random().nextLong());
      int project = world.between(0, ControlPlane.PROJECTS - 1);
      ClaimRequest request = plane.get().request(environmentId, project);
      tryClaim(request, 1);
      if (world.chance(0.1)) {
        world.after(world.about(20), () -> tryClaim(request, 1));
      }
      if (world.chance(0.03)) {
        ClaimRequest conflicting =
            plane.get().request(environmentId, ControlPlane.PROJECTS - 1 - project);
        world.after(world.about(20), () -> tryClaim(conflicting, MOST_TRIES));
      }
      world.after(LIFE, () -> host.engine().removeEnvironment(environmentId));
    }
  }

  /** As the agent's HTTP API does: an environment that exists needs no pool. */
  private void tryClaim(ClaimRequest request, int attempt) {
    if (!agent.get().isAlive()) {
      retry(request, attempt);
      return;
    }
    try {
      Optional<Environment> existing = host.engine().findEnvironment(request.environmentId());
      if (existing.isEmpty()) {
        ask(request, attempt);
      } else if (request.isFor(existing.get())) {
        laws.answered(request, host.engine().redeliver(existing.get(), request));
        count("repeated at the door");
      }
    } catch (HostException e) {
      retry(request, attempt);
    }
  }

  private void ask(ClaimRequest request, int attempt) {
    long number = asked++;
    SimulatedAgent taker = agent.get();
    open.put(number, taker);
    taker.claim(
        plane.get().poolOf(request.projectId()),
        new Message.ClaimAsked(request, answerTo(number, request, attempt)));
    // Whoever hears nothing asks again.
    world.after(
        Duration.ofSeconds(60),
        () -> {
          if (!taker.isAlive() && open.remove(number) != null) {
            count("lost in a crash");
            tryClaim(request, MOST_TRIES);
          }
        });
  }

  private Consumer<ClaimResult> answerTo(long number, ClaimRequest request, int attempt) {
    return result -> {
      if (open.remove(number) == null) {
        throw world.broken("a claim was answered twice: " + request);
      }
      world.note("answered", request.environmentId(), result);
      switch (result) {
        case ClaimResult.Claimed claimed -> {
          laws.answered(request, claimed.environment());
          count(claimed.source().toString());
        }
        case ClaimResult.Repeated repeated -> {
          laws.answered(request, repeated.environment());
          count("repeated");
        }
        case ClaimResult.Refused refused -> {
          count("refused " + refused.reason());
          refused(request, refused, attempt);
        }
      }
    };
  }

  private void refused(ClaimRequest request, ClaimResult.Refused refused, int attempt) {
    switch (refused.reason()) {
      case FAILED, DRAINING, NO_SNAPSHOT, NO_CAPACITY, NONE_IN_TIME -> retry(request, attempt);
      case CONFLICT -> {
        boolean isRight =
            host.engine().environments().stream()
                .anyMatch(one -> one.id().equals(request.environmentId()) && !request.isFor(one));
        if (!isRight) {
          throw world.broken("a conflict with nothing: " + request);
        }
      }
      case NO_POOL -> throw world.broken("a reactor knows its pool");
    }
  }

  private void retry(ClaimRequest request, int attempt) {
    if (attempt < MOST_TRIES) {
      world.after(world.about(attempt * 1_000L), () -> tryClaim(request, attempt + 1));
    }
  }

  private void count(String result) {
    results.merge(result, 1, Integer::sum);
  }
}
