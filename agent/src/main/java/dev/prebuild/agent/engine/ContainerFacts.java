package dev.prebuild.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says of a container, whether it was listed or looked at.
 *
 * @param status as the engine calls it: created, running, paused, restarting, removing, exited,
 *     dead
 * @param health by its image's health check
 * @param exitCode of the last run; 0 if there was none
 * @param isOutOfMemory whether memory ran out in its last run; known of one that was looked at
 * @param startedAt beginning of its last run; known of one that was looked at
 * @param finishedAt end of its last run; known of one that was looked at
 * @param address empty unless it runs
 */
record ContainerFacts(
    String id,
    String name,
    Map<String, String> labels,
    String status,
    Health health,
    int exitCode,
    boolean isOutOfMemory,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<String> address) {

  /** What a health check says. */
  enum Health {
    /** There is no check, or it rests. */
    UNCHECKED,
    STARTING,
    HEALTHY,
    UNHEALTHY
  }

  private static final Pattern EXITED = Pattern.compile("Exited \\((\\d+)\\).*");

  /**
   * After the engine was killed it still shows the address of a container that ended with it; and
   * of a paused one, whose check rests, it says that it is unhealthy.
   */
  ContainerFacts {
    address = isUp(status) ? address : Optional.empty();
    health = status.equals("running") ? health : Health.UNCHECKED;
  }

  static ContainerFacts of(Container listed) {
    String text = Objects.requireNonNullElse(listed.getStatus(), "");
    Matcher exited = EXITED.matcher(text);
    return new ContainerFacts(
        listed.getId(),
        name(Arrays.stream(listed.getNames()).findFirst().orElse("")),
        Map.copyOf(Objects.requireNonNullElse(listed.getLabels(), Map.of())),
        listed.getState(),
        listedHealth(text),
        exited.matches() ? Integer.parseInt(exited.group(1)) : 0,
        false,
        Instant.ofEpochSecond(listed.getCreated()),
        Optional.empty(),
        Optional.empty(),
        listed.getNetworkSettings() == null
            ? Optional.empty()
            : address(listed.getNetworkSettings().getNetworks()));
  }

  /** A list says it in words, behind how long the container has been up. */
  private static Health listedHealth(String text) {
    if (text.endsWith("(health: starting)")) {
      return Health.STARTING;
    }
    if (text.endsWith("(unhealthy)")) {
      return Health.UNHEALTHY;
    }
    return text.endsWith("(healthy)") ? Health.HEALTHY : Health.UNCHECKED;
  }

  private static Optional<String> address(@Nullable Map<String, ContainerNetwork> networks) {
    Collection<ContainerNetwork> all = networks == null ? List.of() : networks.values();
    return all.stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(address -> address != null && !address.isEmpty())
        .findFirst();
  }

  /**
   * @param inspected the engine's whole answer; little of it is needed
   */
  static ContainerFacts of(JsonNode inspected) {
    JsonNode state = inspected.path("State");
    return new ContainerFacts(
        inspected.path("Id").asText(),
        name(inspected.path("Name").asText()),
        labels(inspected.path("Config").path("Labels")),
        state.path("Status").asText(),
        health(state.path("Health").path("Status").asText()),
        state.path("ExitCode").asInt(),
        state.path("OOMKilled").asBoolean(),
        Instant.parse(inspected.path("Created").asText()),
        time(state.path("StartedAt")),
        time(state.path("FinishedAt")),
        address(inspected.path("NetworkSettings").path("Networks")));
  }

  private static Map<String, String> labels(JsonNode labels) {
    Map<String, String> all = new HashMap<>();
    labels.properties().forEach(label -> all.put(label.getKey(), label.getValue().asText()));
    return Map.copyOf(all);
  }

  private static Health health(String status) {
    return switch (status) {
      case "starting" -> Health.STARTING;
      case "healthy" -> Health.HEALTHY;
      case "unhealthy" -> Health.UNHEALTHY;
      default -> Health.UNCHECKED;
    };
  }

  private static Optional<Instant> time(JsonNode time) {
    return Optional.ofNullable(time.textValue()).map(Instant::parse);
  }

  private static Optional<String> address(JsonNode networks) {
    return networks
        .valueStream()
        .map(network -> network.path("IPAddress").asText())
        .filter(address -> !address.isEmpty())
        .findFirst();
  }

  /** The engine puts a slash in front. */
  private static String name(String engineName) {
    return engineName.startsWith("/") ? engineName.substring(1) : engineName;
  }

  private static boolean isUp(String status) {
    return status.equals("running") || status.equals("paused");
  }

  ContainerFacts renamed(String newName) {
    return new ContainerFacts(
        id,
        newName,
        labels,
        status,
        health,
        exitCode,
        isOutOfMemory,
        createdAt,
        startedAt,
        finishedAt,
        address);
  }

  /** Whether it has processes, frozen or not. */
  boolean isRunning() {
    return isUp(status);
  }

  /** Whether it was ever started; an engine gives a year long past where it was not. */
  boolean hasRun() {
    return startedAt.filter(Instant.EPOCH::isBefore).isPresent();
  }

  boolean isPaused() {
    return status.equals("paused");
  }
}
