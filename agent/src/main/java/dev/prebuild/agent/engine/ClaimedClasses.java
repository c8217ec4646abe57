package dev.prebuild.agent.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.prebuild.config.spec.EnvironmentClass;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which instances were claimed by another class than their pool's, and what that class lets them
 * use. Labels cannot tell, since they never change; so a file for each does, in the state folder,
 * written before the instance changes hands. Of an instance that is still in its pool it says
 * nothing: then a claim has failed.
 */
final class ClaimedClasses {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final InstanceFiles files;

  /**
   * The class of a claim.
   *
   * @param limits what the container is to be limited to
   */
  record Claimed(UUID classId, ChangeableLimits limits) {}

  /**
   * @param state the agent's state folder
   */
  ClaimedClasses(Path state) {
    this.files = new InstanceFiles(state.resolve("classes"));
  }

  /** The instance is about to be claimed by this class. */
  void set(UUID instanceId, EnvironmentClass claiming) {
    Claimed claimed = new Claimed(claiming.id(), ChangeableLimits.of(claiming.limits()));
    try {
      files.write(instanceId, JSON.writeValueAsString(claimed));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and an id can always be written", e);
    }
  }

  /** Empty if it is its pool's class. */
  Optional<Claimed> find(UUID instanceId) {
    return files.read(instanceId).map(text -> parse(instanceId, text));
  }

  private static Claimed parse(UUID instanceId, String text) {
    try {
      return JSON.readValue(text, Claimed.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(
          "the record of instance %s in the state folder's 'classes' makes no sense"
              .formatted(instanceId),
          e);
    }
  }

  void remove(UUID instanceId) {
    files.remove(instanceId);
  }

  void suspectAll() {
    files.suspectAll();
  }

  void removeLeftovers(Set<UUID> inUse) {
    files.removeLeftovers(inUse);
  }
}
