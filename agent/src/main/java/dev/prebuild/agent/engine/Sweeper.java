package dev.prebuild.agent.engine;

import com.github.dockerjava.api.model.Image;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clears away what a crash, of the agent or of the engine, has left there and beside it. */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final EngineRoom room;
  private final Classifier classifier;

  Sweeper(EngineRoom room) {
    this.room = room;
    this.classifier = room.classifier();
  }

  /** To be called before containers are listed for {@link #removeBelongings}. */
  void suspectBelongings() {
    warning(() -> room.belongings().suspectAll());
  }

  /** What lies on the host for containers that are not there any more. */
  void removeBelongings(List<ContainerFacts> all) {
    Set<UUID> inUse = new HashSet<>();
    for (ContainerFacts facts : all) {
      InstanceLabels.read(facts.labels()).ifPresent(labels -> inUse.add(labels.instanceId()));
      classifier.prebuild(facts).ifPresent(inUse::add);
    }
    warning(() -> room.belongings().removeLeftovers(inUse));
  }

  /** What lies about is no reason not to follow the engine. */
  private static void warning(Runnable sweep) {
    try {
      sweep.run();
    } catch (UncheckedIOException e) {
      LOG.atWarn().setCause(e).log("what belongs to containers that are gone may lie about");
    }
  }

  /** Names that an earlier run has given to what it built for prebuilds without a container. */
  void removeDevContainers(List<ContainerFacts> all) {
    room.builds()
        .removeForgottenNames(
            all.stream()
                .map(classifier::prebuild)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet()));
  }

  /**
   * Images with our label but no name. The engine carries a commit to its end though the agent that
   * asked for it is gone; then nobody names what comes of it. Likewise it keeps what was made of a
   * build that did not come to its end.
   *
   * @param madeBefore spares the image of a commit that is about to be named
   */
  void removeUnnamedImages(Instant madeBefore) {
    unnamedImages(madeBefore).forEach(this::removeImage);
    room.builds().removeLeftovers();
  }

  private List<String> unnamedImages(Instant madeBefore) {
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
        .filter(image -> !isOfBuild(image))
        .filter(image -> image.getCreated() < madeBefore.getEpochSecond())
        .filter(image -> !isPulled(image))
        .map(image -> Optional.ofNullable(image.getId()))
        .flatMap(Optional::stream)
        .filter(image -> !room.drafts().contains(image))
        .toList();
  }

  private static boolean isOfBuild(Image image) {
    return image.getLabels() != null
        && Naming.DEV_CONTAINER.equals(image.getLabels().get(Naming.ROLE));
  }

  /** At this moment: it was made elsewhere long ago, and has no name of ours yet. */
  private boolean isPulled(Image image) {
    return image.getRepoDigests() != null
        && Stream.of(image.getRepoDigests()).anyMatch(room.drafts()::contains);
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
