package dev.prebuild.snapshot.devcontainer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What all sources say of a container together, by the specification's rules for merging. Variables
 * are not put in yet.
 */
record Metadata(
    boolean init,
    boolean privileged,
    Set<String> capAdd,
    Set<String> securityOpt,
    List<JsonNode> mounts,
    Map<String, String> containerEnv,
    Map<String, String> remoteEnv,
    Optional<String> containerUser,
    Optional<String> remoteUser) {

  /**
   * Merges them.
   *
   * @param entries those of the image in their order, then that of the devcontainer.json
   */
  static Metadata merge(List<MetadataEntry> entries) {
    return new Metadata(
        any(entries, MetadataEntry::init),
        any(entries, MetadataEntry::privileged),
        union(entries, MetadataEntry::capAdd),
        union(entries, MetadataEntry::securityOpt),
        entries.stream().flatMap(entry -> entry.mounts().stream()).toList(),
        lastOfEach(entries, MetadataEntry::containerEnv),
        lastOfEach(entries, MetadataEntry::remoteEnv),
        last(entries, MetadataEntry::containerUser),
        last(entries, MetadataEntry::remoteUser));
  }

  private static boolean any(List<MetadataEntry> entries, Predicate<MetadataEntry> part) {
    return entries.stream().anyMatch(part);
  }

  private static Set<String> union(
      List<MetadataEntry> entries, Function<MetadataEntry, List<String>> part) {
    Set<String> union = new LinkedHashSet<>();
    entries.forEach(entry -> union.addAll(part.apply(entry)));
    return union;
  }

  private static Optional<String> last(
      List<MetadataEntry> entries, Function<MetadataEntry, Optional<String>> part) {
    return entries.reversed().stream().flatMap(entry -> part.apply(entry).stream()).findFirst();
  }

  private static Map<String, String> lastOfEach(
      List<MetadataEntry> entries, Function<MetadataEntry, Map<String, Optional<String>>> part) {
    Map<String, String> merged = new LinkedHashMap<>();
    for (MetadataEntry entry : entries) {
      part.apply(entry)
          .forEach(
              (name, value) ->
                  value.ifPresentOrElse(text -> merged.put(name, text), () -> merged.remove(name)));
    }
    return merged;
  }
}
