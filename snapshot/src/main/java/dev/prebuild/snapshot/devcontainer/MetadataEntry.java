package dev.prebuild.snapshot.devcontainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one source says of a container: a devcontainer.json, or an entry of an image's metadata.
 *
 * @param remoteEnv a variable without a value takes back what an earlier source says
 * @param mounts texts or objects
 * @param json all of it that may be recorded in an image
 */
record MetadataEntry(
    boolean init,
    boolean privileged,
    List<String> capAdd,
    List<String> securityOpt,
    List<JsonNode> mounts,
    Map<String, Optional<String>> containerEnv,
    Map<String, Optional<String>> remoteEnv,
    Optional<String> containerUser,
    Optional<String> remoteUser,
    Optional<LifecycleCommand> onCreateCommand,
    Optional<LifecycleCommand> updateContentCommand,
    ObjectNode json) {

  /** What the specification has recorded in images. */
  private static final Set<DevContainerProperty> RECORDED =
      EnumSet.of(
          DevContainerProperty.INIT,
          DevContainerProperty.PRIVILEGED,
          DevContainerProperty.CAP_ADD,
          DevContainerProperty.SECURITY_OPT,
          DevContainerProperty.MOUNTS,
          DevContainerProperty.ON_CREATE_COMMAND,
          DevContainerProperty.UPDATE_CONTENT_COMMAND,
          DevContainerProperty.POST_CREATE_COMMAND,
          DevContainerProperty.POST_START_COMMAND,
          DevContainerProperty.POST_ATTACH_COMMAND,
          DevContainerProperty.WAIT_FOR,
          DevContainerProperty.CUSTOMIZATIONS,
          DevContainerProperty.CONTAINER_USER,
          DevContainerProperty.REMOTE_USER,
          DevContainerProperty.USER_ENV_PROBE,
          DevContainerProperty.REMOTE_ENV,
          DevContainerProperty.CONTAINER_ENV,
          DevContainerProperty.OVERRIDE_COMMAND,
          DevContainerProperty.PORTS_ATTRIBUTES,
          DevContainerProperty.OTHER_PORTS_ATTRIBUTES,
          DevContainerProperty.FORWARD_PORTS,
          DevContainerProperty.SHUTDOWN_ACTION,
          DevContainerProperty.UPDATE_REMOTE_USER_UID,
          DevContainerProperty.HOST_REQUIREMENTS);

  /** That of a devcontainer.json, which says more than is recorded in images. */
  static MetadataEntry ofFile(Section section) {
    ObjectNode recorded = section.json().objectNode();
    for (DevContainerProperty property : RECORDED) {
      section.value(property.json()).ifPresent(value -> recorded.set(property.json(), value));
    }
    return of(section, recorded);
  }

  /** An entry of an image's metadata. */
  static MetadataEntry ofImage(Section section) {
    for (DevContainerProperty property : RECORDED) {
      section.check(property.json(), property.kinds());
    }
    return of(section, section.json());
  }

  private static MetadataEntry of(Section section, ObjectNode json) {
    return new MetadataEntry(
        section.flag("init"),
        section.flag("privileged"),
        section.texts("capAdd"),
        section.texts("securityOpt"),
        mounts(section),
        section.optionalTexts("containerEnv"),
        section.optionalTexts("remoteEnv"),
        section.text("containerUser").filter(user -> !user.isEmpty()),
        section.text("remoteUser").filter(user -> !user.isEmpty()),
        LifecycleCommand.read(section, "onCreateCommand"),
        LifecycleCommand.read(section, "updateContentCommand"),
        json);
  }

  private static List<JsonNode> mounts(Section section) {
    List<JsonNode> mounts = new ArrayList<>();
    for (JsonNode mount : section.value("mounts").orElseGet(section.json()::arrayNode)) {
      if (!mount.isTextual() && !mount.isObject()) {
        throw section.wrong("mounts", "a list of texts and objects");
      }
      mounts.add(mount);
    }
    return mounts;
  }

  /** Whether both say the same; customizations aside, which tools add to as they record them. */
  boolean isSameRecord(MetadataEntry other) {
    String aside = DevContainerProperty.CUSTOMIZATIONS.json();
    return json.deepCopy().without(aside).equals(other.json.deepCopy().without(aside));
  }
}
