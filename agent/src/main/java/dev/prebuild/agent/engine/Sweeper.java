package dev.prebuild.agent.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away what a crash has left: private folders whose container is not there, and images with
 * our label but no name, from a commit that was cut off. Runs once, before anything is made.
 */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final EngineRoom room;
  private final Classifier classifier;

  Sweeper(EngineRoom room) {
    this.room = room;
    this.classifier = new Classifier(room.runnerId());
  }

  void sweep(List<ContainerFacts> all) {
    Set<UUID> inUse = new HashSet<>();
    for (ContainerFacts facts : all) {
      InstanceLabels.read(facts.labels()).ifPresent(labels -> inUse.add(labels.instanceId()));
      classifier.prebuild(facts).ifPresent(inUse::add);
    }
    room.folders().ids().stream().filter(id -> !inUse.contains(id)).forEach(this::removeFolder);
    unnamedImages().forEach(this::removeImage);
  }

  private void removeFolder(UUID id) {
    LOG.atInfo().addKeyValue("id", id).log("removing a private folder that no container uses");
    room.folders().remove(id);
  }

  private List<String> unnamedImages() {
    return room
        .engine()
        .call(
            "listing unnamed images",
            client ->
                client
                    .listImagesCmd()
                    .withDanglingFilter(true)
                    .withLabelFilter(Map.of(Naming.OWNER, room.runnerId().toString()))
                    .exec())
        .stream()
        .map(image -> Optional.ofNullable(image.getId()))
        .flatMap(Optional::stream)
        .toList();
  }

  private void removeImage(String id) {
    LOG.atInfo().addKeyValue("image", id).log("removing an image that a cut-off commit has left");
    try {
      room.images().remove(id);
    } catch (EngineException e) {
      LOG.atWarn().addKeyValue("image", id).addKeyValue("cause", e.getMessage()).log("it stays");
    }
  }
}
