package dev.prebuild.snapshot.devcontainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prebuild.snapshot.messages.Warnings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The label of an image that holds metadata of dev containers: one object, or a list of them. */
final class ImageMetadata {
  static final String LABEL = "devcontainer.metadata";

  /** A tool that opens a snapshot must not run again what has made it. */
  private static final Set<String> DONE = Set.of("onCreateCommand", "updateContentCommand");

  private ImageMetadata() {}

  /** Reads the label; what makes no sense is passed over with a warning. */
  static List<MetadataEntry> read(String label, Warnings warnings) {
    List<MetadataEntry> entries = new ArrayList<>();
    try {
      JsonNode json = LimitedJson.read("the image's label " + LABEL, label);
      for (JsonNode each : json.isArray() ? json : JsonNodeFactory.instance.arrayNode().add(json)) {
        entry(each, warnings, entries);
      }
    } catch (InvalidDevContainerException e) {
      warnings.add("passed over: " + e.getMessage());
    }
    return entries;
  }

  private static void entry(JsonNode json, Warnings warnings, List<MetadataEntry> entries) {
    try {
      entries.add(
          MetadataEntry.ofImage(Section.root("an entry of the image's label " + LABEL, json)));
    } catch (InvalidDevContainerException e) {
      warnings.add("passed over: " + e.getMessage());
    }
  }

  /**
   * The label's text for a snapshot: what its tools need, with variables still to be put in, which
   * is what the specification has. Commands that the snapshot is made by are not in it.
   */
  static String write(List<MetadataEntry> entries) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (MetadataEntry entry : entries) {
      ObjectNode left = entry.json().deepCopy().remove(DONE);
      if (!left.isEmpty()) {
        list.add(left);
      }
    }
    return list.toString();
  }
}
