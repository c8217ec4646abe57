package dev.prebuild.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes the limits of a container that is there. The engine can set a limit to another value but
 * not take one away; so where there is to be none it is set to all that the host has.
 */
record LimitsChange(Engine engine, Containers containers) {
  private static final long NANOS = 1_000_000_000;

  /** The engine's own choice for a container that is made with a memory limit. */
  private static final int SWAP_FACTOR = 2;

  /** Of no container. */
  private static final long UNLIMITED = -1;

  /** Nothing if the container has these limits already. */
  void apply(String container, ChangeableLimits wanted) {
    JsonNode present = containers.inspect(container).path("HostConfig");
    Map<String, Object> changes = changes(present, wanted);
    if (!changes.isEmpty()) {
      engine.run(
          "changing the limits of container %s to %s".formatted(container, changes),
          client ->
              EngineCall.post("/containers/%s/update".formatted(container), changes).run(client));
    }
  }

  private Map<String, Object> changes(JsonNode present, ChangeableLimits wanted) {
    Map<String, Object> changes = new TreeMap<>();
    long nanoCpus = effective(wanted.nanoCpus(), present.path("NanoCpus"), "NCPU", NANOS);
    if (nanoCpus != present.path("NanoCpus").asLong()) {
      changes.put("NanoCpus", nanoCpus);
    }
    long memory = effective(wanted.memoryBytes(), present.path("Memory"), "MemTotal", 1);
    if (memory != present.path("Memory").asLong()) {
      changes.put("Memory", memory);
      // Left alone, it would stay what followed from the old limit.
      changes.put("MemorySwap", SWAP_FACTOR * memory);
    }
    long processes = wanted.processes() == 0 ? UNLIMITED : wanted.processes();
    if (processes != unlimitedIfNone(present.path("PidsLimit"))) {
      changes.put("PidsLimit", processes);
    }
    return changes;
  }

  /** What is not limited and need not be stays as it is. */
  private long effective(long wanted, JsonNode present, String all, long unit) {
    if (wanted > 0) {
      return wanted;
    }
    return present.asLong() == 0 ? 0 : ofHost(all) * unit;
  }

  private long ofHost(String what) {
    return engine.call(
        "asking the engine what its host has",
        client -> EngineCall.get("/info").run(client).path(what).asLong());
  }

  private static long unlimitedIfNone(JsonNode processes) {
    return processes.asLong() <= 0 ? UNLIMITED : processes.asLong();
  }
}
