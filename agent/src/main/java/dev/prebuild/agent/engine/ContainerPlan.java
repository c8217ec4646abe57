package dev.prebuild.agent.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container that is to be made. Nothing of it may be secret: all of it is shown by the engine,
 * and ends in the images that are made from the container.
 *
 * @param labels on top of the image's
 * @param folder its private folder
 * @param process what it runs
 */
record ContainerPlan(
    String name,
    String image,
    Map<String, String> labels,
    Confinement confinement,
    Folder folder,
    MainProcess process) {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerPlan.class);

  /**
   * A private folder, mounted at {@link PrivateFolders#MOUNT}.
   *
   * @param isWritable whether the container may write to it. The agent writes there as root: where
   *     it does so while the container runs, a link set by the container would lead it astray
   */
  record Folder(Path path, boolean isWritable) {}

  /**
   * A container's main process.
   *
   * @param command replaces the image's entry point and command
   * @param user whom it runs as; the image's own user if empty
   * @param environment on top of the image's
   * @param workingFolder the image's own if empty
   * @param log how the engine keeps what it prints; as the engine is set if empty
   */
  record MainProcess(
      List<String> command,
      Optional<String> user,
      Map<String, String> environment,
      Optional<String> workingFolder,
      Optional<LogConfig> log) {

    /** As the image has it, but for the command. */
    static MainProcess of(List<String> command) {
      return new MainProcess(
          command, Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }
  }

  /** Makes it; returns its id. */
  String create(Engine engine) {
    if (!confinement.limitsDisk()) {
      return create(engine, false);
    }
    try {
      return create(engine, true);
    } catch (EngineException e) {
      if (!isAboutStorage(e)) {
        throw e;
      }
      LOG.atWarn()
          .addKeyValue("container", name)
          .addKeyValue("cause", e.getMessage())
          .log("the engine's storage cannot limit the disk of a container; it is made without");
      return create(engine, false);
    }
  }

  private static boolean isAboutStorage(EngineException e) {
    String message = String.valueOf(e.getMessage());
    return e.kind() == EngineException.Kind.REFUSED
        && (message.contains("storage-opt") || message.contains("storage-driver"));
  }

  private String create(Engine engine, boolean withDisk) {
    return engine.call("making container " + name, client -> create(client, withDisk));
  }

  private String create(DockerClient client, boolean withDisk) {
    var container =
        client
            .createContainerCmd(image)
            .withName(name)
            .withEntrypoint(process.command())
            .withCmd(List.of())
            .withLabels(labels)
            .withHostConfig(hostConfig(withDisk));
    if (!process.environment().isEmpty()) {
      container.withEnv(
          process.environment().entrySet().stream()
              .map(variable -> variable.getKey() + "=" + variable.getValue())
              .sorted()
              .toList());
    }
    process.user().ifPresent(container::withUser);
    process.workingFolder().ifPresent(container::withWorkingDir);
    return container.exec().getId();
  }

  private HostConfig hostConfig(boolean withDisk) {
    HostConfig config =
        HostConfig.newHostConfig()
            .withMounts(
                List.of(
                    new Mount()
                        .withType(MountType.BIND)
                        .withSource(folder.path().toString())
                        .withTarget(PrivateFolders.MOUNT)
                        .withReadOnly(!folder.isWritable())));
    process.log().ifPresent(config::withLogConfig);
    confinement.apply(config, withDisk);
    return config;
  }
}
