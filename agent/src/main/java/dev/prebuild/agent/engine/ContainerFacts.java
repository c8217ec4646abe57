package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
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
 * @param exitCode of the last run; 0 if there was none
 * @param isOutOfMemory whether memory ran out in its last run; known of one that was looked at
 * @param finishedAt end of its last run; known of one that was looked at
 * @param address empty unless it runs
 */
record ContainerFacts(
    String id,
    String name,
    Map<String, String> labels,
    String status,
    int exitCode,
    boolean isOutOfMemory,
    Instant createdAt,
    Optional<Instant> finishedAt,
    Optional<String> address) {

  /** After the engine was killed it still shows the address of a container that ended with it. */
  ContainerFacts {
    address = status.equals("running") ? address : Optional.empty();
  }

  private static final Pattern EXITED = Pattern.compile("Exited \\((\\d+)\\).*");

  static ContainerFacts of(Container listed) {
    Matcher exited = EXITED.matcher(Objects.requireNonNullElse(listed.getStatus(), ""));
    return new ContainerFacts(
        listed.getId(),
        name(Arrays.stream(listed.getNames()).findFirst().orElse("")),
        Map.copyOf(Objects.requireNonNullElse(listed.getLabels(), Map.of())),
        listed.getState(),
        exited.matches() ? Integer.parseInt(exited.group(1)) : 0,
        false,
        Instant.ofEpochSecond(listed.getCreated()),
        Optional.empty(),
        listed.getNetworkSettings() == null
            ? Optional.empty()
            : address(listed.getNetworkSettings().getNetworks()));
  }

  static ContainerFacts of(InspectContainerResponse inspected) {
    var state = inspected.getState();
    Long exitCode = state.getExitCodeLong();
    return new ContainerFacts(
        inspected.getId(),
        name(inspected.getName()),
        Map.copyOf(Objects.requireNonNullElse(inspected.getConfig().getLabels(), Map.of())),
        Objects.requireNonNullElse(state.getStatus(), ""),
        exitCode == null ? 0 : exitCode.intValue(),
        Boolean.TRUE.equals(state.getOOMKilled()),
        Instant.parse(inspected.getCreated()),
        Optional.ofNullable(state.getFinishedAt()).map(Instant::parse),
        address(inspected.getNetworkSettings().getNetworks()));
  }

  /** The engine puts a slash in front. */
  private static String name(String engineName) {
    return engineName.startsWith("/") ? engineName.substring(1) : engineName;
  }

  private static Optional<String> address(@Nullable Map<String, ContainerNetwork> networks) {
    Collection<ContainerNetwork> all = networks == null ? List.of() : networks.values();
    return all.stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(address -> address != null && !address.isEmpty())
        .findFirst();
  }

  ContainerFacts renamed(String newName) {
    return new ContainerFacts(
        id, newName, labels, status, exitCode, isOutOfMemory, createdAt, finishedAt, address);
  }

  boolean isRunning() {
    return status.equals("running");
  }
}
