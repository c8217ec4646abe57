package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.JsonKind.FLAG;
import static dev.prebuild.snapshot.devcontainer.JsonKind.LIST;
import static dev.prebuild.snapshot.devcontainer.JsonKind.NUMBER;
import static dev.prebuild.snapshot.devcontainer.JsonKind.OBJECT;
import static dev.prebuild.snapshot.devcontainer.JsonKind.TEXT;

import java.util.Set;

/**
 * The properties of a devcontainer.json, and what becomes of each in a prebuild. The table in
 * snapshot/docs/prebuilds.md is made of it.
 */
public enum DevContainerProperty {
  IMAGE("image", "the container is made from it", TEXT),
  BUILD(
      "build",
      "the engine builds the image: `dockerfile`, `context`, `args`, `target`, `cacheFrom`;"
          + " of the variables only `${localEnv:…}` is put in",
      OBJECT),
  DOCKER_FILE("dockerFile", "as `build.dockerfile`", TEXT),
  CONTEXT("context", "as `build.context`", TEXT),
  FEATURES("features", "the reference `devcontainer` command builds the image", OBJECT),
  OVERRIDE_FEATURE_INSTALL_ORDER(
      "overrideFeatureInstallOrder", "the reference `devcontainer` command goes by it", LIST),
  DOCKER_COMPOSE_FILE(
      "dockerComposeFile",
      "not supported: the dev container is left out with a warning",
      TEXT,
      LIST),
  SERVICE("service", "not supported, as `dockerComposeFile`", TEXT),
  RUN_SERVICES("runServices", "not supported, as `dockerComposeFile`", LIST),
  CONTAINER_ENV(
      "containerEnv", "set in the container, and in all that is made from its snapshot", OBJECT),
  REMOTE_ENV(
      "remoteEnv",
      "set for all commands and tasks; null takes back what the image's metadata sets",
      OBJECT),
  CONTAINER_USER("containerUser", "whom commands run as, unless `remoteUser` says it", TEXT),
  REMOTE_USER("remoteUser", "whom commands and tasks run as", TEXT),
  WORKSPACE_MOUNT("workspaceMount", "its `target` is where the repository goes", TEXT),
  WORKSPACE_FOLDER("workspaceFolder", "where commands and tasks run", TEXT),
  INITIALIZE_COMMAND(
      "initializeCommand",
      "runs first, inside the container and never on the host",
      TEXT,
      LIST,
      OBJECT),
  ON_CREATE_COMMAND(
      "onCreateCommand", "runs, that of the image's metadata first", TEXT, LIST, OBJECT),
  UPDATE_CONTENT_COMMAND(
      "updateContentCommand", "runs, that of the image's metadata first", TEXT, LIST, OBJECT),
  POST_CREATE_COMMAND(
      "postCreateCommand", "does not run; kept in the snapshot's metadata", TEXT, LIST, OBJECT),
  POST_START_COMMAND(
      "postStartCommand", "does not run; kept in the snapshot's metadata", TEXT, LIST, OBJECT),
  POST_ATTACH_COMMAND(
      "postAttachCommand", "does not run; kept in the snapshot's metadata", TEXT, LIST, OBJECT),
  WAIT_FOR("waitFor", "passed over; kept in the snapshot's metadata", TEXT),
  INIT("init", "an init process is the container's first", FLAG),
  PRIVILEGED("privileged", "where the class has `allow.privileged`, else a warning", FLAG),
  CAP_ADD("capAdd", "those in the class's `allow.capabilities`, else a warning", LIST),
  SECURITY_OPT("securityOpt", "those in the class's `allow.securityOptions`, else a warning", LIST),
  MOUNTS(
      "mounts",
      "empty ones of the types in the class's `allow.mountTypes`, else a warning; never a folder"
          + " of the host",
      LIST),
  RUN_ARGS(
      "runArgs",
      "`--privileged`, `--cap-add`, `--security-opt` and `--init` as their properties; the others"
          + " are left out with a warning",
      LIST),
  OVERRIDE_COMMAND(
      "overrideCommand",
      "passed over: the image's own command does not run; kept in the snapshot's metadata",
      FLAG),
  USER_ENV_PROBE("userEnvProbe", "passed over; kept in the snapshot's metadata", TEXT),
  UPDATE_REMOTE_USER_UID(
      "updateRemoteUserUID",
      "passed over: users keep their numbers; kept in the snapshot's metadata",
      FLAG),
  HOST_REQUIREMENTS(
      "hostRequirements",
      "passed over: the class says what there is; kept in the snapshot's metadata",
      OBJECT),
  FORWARD_PORTS("forwardPorts", "passed over; kept in the snapshot's metadata", LIST),
  PORTS_ATTRIBUTES("portsAttributes", "passed over; kept in the snapshot's metadata", OBJECT),
  OTHER_PORTS_ATTRIBUTES(
      "otherPortsAttributes", "passed over; kept in the snapshot's metadata", OBJECT),
  SHUTDOWN_ACTION("shutdownAction", "passed over; kept in the snapshot's metadata", TEXT),
  CUSTOMIZATIONS("customizations", "passed over; kept in the snapshot's metadata", OBJECT),
  APP_PORT("appPort", "passed over: a prebuild publishes no port", NUMBER, TEXT, LIST),
  SECRETS("secrets", "passed over: a prebuild has no secrets of a user", OBJECT),
  NAME("name", "passed over", TEXT),
  SCHEMA("$schema", "passed over", TEXT);

  private final String json;
  private final String treatment;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<JsonKind> kinds;

  DevContainerProperty(String json, String treatment, JsonKind... kinds) {
    this.json = json;
    this.treatment = treatment;
    this.kinds = Set.of(kinds);
  }

  /** Its name in a devcontainer.json. */
  public String json() {
    return json;
  }

  /** What happens to it, as half a sentence of Markdown. */
  public String treatment() {
    return treatment;
  }

  /** Kinds of values that it takes. */
  Set<JsonKind> kinds() {
    return kinds;
  }
}
