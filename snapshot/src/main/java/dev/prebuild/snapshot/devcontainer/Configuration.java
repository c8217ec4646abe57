package dev.prebuild.snapshot.devcontainer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;

/**
 * What a devcontainer.json says beside the choice of an image.
 *
 * @param entry what an image's metadata may say as well
 */
record Configuration(
    MetadataEntry entry,
    Optional<LifecycleCommand> initializeCommand,
    Optional<String> workspaceMount,
    Optional<String> workspaceFolder,
    List<String> runArgs) {
  /** That of an empty file. */
  static final Configuration NONE = of(new Section("", "", JsonNodeFactory.instance.objectNode()));

  static Configuration of(Section section) {
    for (DevContainerProperty property : DevContainerProperty.values()) {
      section.check(property.json(), property.kinds());
    }
    return new Configuration(
        MetadataEntry.ofFile(section),
        LifecycleCommand.read(section, "initializeCommand"),
        section.text("workspaceMount").filter(mount -> !mount.isEmpty()),
        section.text("workspaceFolder").filter(folder -> !folder.isEmpty()),
        section.texts("runArgs"));
  }
}
