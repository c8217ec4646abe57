package dev.prebuild.agent.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.ImageHistory;
import dev.prebuild.agent.engine.EngineException.Kind;
import dev.prebuild.snapshot.host.SnapshotInUseException;
import dev.prebuild.snapshot.host.SnapshotStore;
import dev.prebuild.snapshot.retention.HeldSnapshot;
import dev.prebuild.snapshot.retention.HeldSnapshot.Pair;
import dev.prebuild.snapshot.retention.Holdings;
import dev.prebuild.snapshot.retention.Layer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The snapshots of a runner among the images of its engine. */
public final class EngineSnapshotStore implements SnapshotStore {
  /** More images than hosts have; what is not remembered is asked for again. */
  private static final int MOST_REMEMBERED = 4_096;

  private static final UUID UNKNOWN = new UUID(0, 0);

  private final EngineRoom room;

  /** Of an image none of this ever changes. */
  private final Cache<String, Facts> facts =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  private final Cache<String, List<Long>> sizes =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  public EngineSnapshotStore(EngineRoom room) {
    this.room = room;
  }

  /**
   * What an image says of itself when it is looked at.
   *
   * @param chain names of its layers, the lowest first
   * @param createdAt more exact than in a list
   */
  private record Facts(List<String> chain, Instant createdAt) {
    static Facts of(InspectImageResponse image) {
      String created = Objects.requireNonNullElse(image.getCreated(), "");
      return new Facts(
          LayerSizes.chain(Images.layers(image)),
          created.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(created).toInstant());
    }
  }

  /**
   * An image that was listed.
   *
   * @param snapshotId if it is a snapshot of this runner
   */
  private record Listed(Image image, Optional<UUID> snapshotId, Facts facts) {
    String id() {
      return Objects.requireNonNull(image.getId());
    }

    List<String> chain() {
      return facts.chain();
    }
  }

  @Override
  public Holdings look() {
    return EngineFailures.guarded(
        () -> {
          List<Listed> all = list();
          Set<String> used = room.snapshotImages().used();
          Map<String, Long> totals = totals(all);
          return new Holdings(
              all.stream()
                  .flatMap(
                      listed ->
                          listed.snapshotId().stream()
                              .map(id -> snapshot(listed, id, used, totals)))
                  .toList(),
              otherLayers(all, used));
        });
  }

  /** All images, those too that others are made from and that have no name. */
  private List<Listed> list() {
    List<Listed> all = new ArrayList<>();
    for (Image image :
        room.engine()
            .call("listing images", client -> client.listImagesCmd().withShowAll(true).exec())) {
      String id = Objects.requireNonNull(image.getId());
      facts(id).ifPresent(found -> all.add(new Listed(image, snapshotId(image), found)));
    }
    return all;
  }

  private Optional<UUID> snapshotId(Image image) {
    boolean isOurs =
        room.runnerId().toString().equals(label(image, Naming.OWNER))
            && Naming.SNAPSHOT.equals(label(image, Naming.ROLE));
    return isOurs
        ? names(image.getRepoTags()).stream()
            .map(Naming::snapshotId)
            .flatMap(Optional::stream)
            .findFirst()
        : Optional.empty();
  }

  private static String label(Image image, String key) {
    return Objects.requireNonNullElse(image.getLabels(), Map.<String, String>of())
        .getOrDefault(key, "");
  }

  /** The engine writes {@code <none>} where there is none. */
  private static List<String> names(String @Nullable [] names) {
    return names == null
        ? List.of()
        : Arrays.stream(names).filter(name -> !name.startsWith("<none>")).toList();
  }

  /** Empty if it is gone by now. */
  private Optional<Facts> facts(String imageId) {
    Facts known = facts.getIfPresent(imageId);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Facts> found = room.images().find(imageId).map(Facts::of);
    found.ifPresent(learned -> facts.put(imageId, learned));
    return found;
  }

  /** What images take, by the name of their topmost layer. */
  private static Map<String, Long> totals(List<Listed> all) {
    Map<String, Long> totals = new HashMap<>();
    for (Listed listed : all) {
      Long size = listed.image().getSize();
      if (size != null && !listed.chain().isEmpty()) {
        totals.put(listed.chain().getLast(), size);
      }
    }
    return totals;
  }

  private HeldSnapshot snapshot(
      Listed listed, UUID id, Set<String> used, Map<String, Long> totals) {
    List<Long> bytes = LayerSizes.corrected(listed.chain(), sizes(listed), totals);
    return new HeldSnapshot(
        id,
        new Pair(
            Naming.uuid(label(listed.image(), Naming.PROJECT_ID)).orElse(UNKNOWN),
            Naming.uuid(label(listed.image(), Naming.CLASS_ID)).orElse(UNKNOWN)),
        listed.facts().createdAt(),
        IntStream.range(0, bytes.size())
            .mapToObj(i -> new Layer(listed.chain().get(i), bytes.get(i)))
            .toList(),
        used.contains(listed.id()));
  }

  private List<Long> sizes(Listed listed) {
    List<Long> known = sizes.getIfPresent(listed.id());
    if (known != null) {
      return known;
    }
    List<Long> steps =
        room
            .engine()
            .call(
                "asking for the history of image " + listed.id(),
                client -> client.imageHistoryCmd(listed.id()).exec())
            .reversed()
            .stream()
            .map(ImageHistory::getSize)
            .map(size -> Objects.requireNonNullElse(size, 0L))
            .toList();
    List<Long> aligned = LayerSizes.align(steps, listed.chain().size());
    sizes.put(listed.id(), aligned);
    return aligned;
  }

  /**
   * The layers of all images that stay when snapshots go: those with a name of somebody else's,
   * those that containers are made from, and unnamed ones that nothing was made from. An unnamed
   * one that others were made from goes with the last of these.
   */
  private static Set<String> otherLayers(List<Listed> all, Set<String> used) {
    Set<String> parents =
        all.stream()
            .map(listed -> Objects.requireNonNullElse(listed.image().getParentId(), ""))
            .collect(Collectors.toSet());
    Set<String> others = new HashSet<>();
    for (Listed listed : all) {
      boolean stays =
          listed
              .snapshotId()
              .map(id -> !namesOf(listed, id).others().isEmpty())
              .orElseGet(
                  () ->
                      used.contains(listed.id())
                          || isNamed(listed)
                          || !parents.contains(listed.id()));
      if (stays) {
        others.addAll(listed.chain());
      }
    }
    return others;
  }

  private static SnapshotNames namesOf(Listed listed, UUID id) {
    return SnapshotNames.of(
        names(listed.image().getRepoTags()), names(listed.image().getRepoDigests()), id);
  }

  private static boolean isNamed(Listed listed) {
    return Stream.of(listed.image().getRepoTags(), listed.image().getRepoDigests())
        .map(EngineSnapshotStore::names)
        .anyMatch(names -> !names.isEmpty());
  }

  @Override
  public void remove(UUID snapshotId) {
    remove(room, snapshotId);
  }

  /** Whoever it is that removes a snapshot. */
  static void remove(EngineRoom room, UUID snapshotId) {
    boolean _ =
        EngineFailures.guarded(
            () -> {
              try {
                room.snapshotImages().remove(snapshotId);
                return true;
              } catch (EngineException e) {
                if (e.kind() == Kind.CONFLICT) {
                  throw new SnapshotInUseException(String.valueOf(e.getMessage()), e);
                }
                throw e;
              }
            });
  }

  @Override
  public OptionalLong freeBytes() {
    return room.freeBytes();
  }
}
