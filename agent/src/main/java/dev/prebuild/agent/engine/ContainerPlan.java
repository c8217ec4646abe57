package dev.prebuild.agent.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.prebuild.config.spec.EnvironmentClass;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container that is to be made. Nothing of it may be secret: all of it is shown by the engine,
 * and ends in the images that are made from the container.
 *
 * @param command replaces the image's entry point and command
 * @param privateFolder mounted at {@link PrivateFolders#MOUNT}
 * @param mayWriteFolder whether the container may write to its folder. The agent writes there as
 *     root: where it does so while the container runs, a link set by the container would lead it
 *     astray
 * @param workingFolder of its command; the image's own if empty
 */
record ContainerPlan(
    String name,
    String image,
    List<String> command,
    Map<String, String> labels,
    EnvironmentClass environmentClass,
    Path privateFolder,
    boolean mayWriteFolder,
    Optional<String> workingFolder) {

  /** Makes it; returns its id. */
  String create(Engine engine) {
    return engine.call("making container " + name, this::create);
  }

  private String create(DockerClient client) {
    var container =
        client
            .createContainerCmd(image)
            .withName(name)
            .withEntrypoint(command)
            .withCmd(List.of())
            .withLabels(labels)
            .withHostConfig(hostConfig());
    workingFolder.ifPresent(container::withWorkingDir);
    return container.exec().getId();
  }

  private HostConfig hostConfig() {
    HostConfig config =
        HostConfig.newHostConfig()
            .withMounts(
                List.of(
                    new Mount()
                        .withType(MountType.BIND)
                        .withSource(privateFolder.toString())
                        .withTarget(PrivateFolders.MOUNT)
                        .withReadOnly(!mayWriteFolder)));
    if (environmentClass.limits().nanoCpus() > 0) {
      config.withNanoCPUs(environmentClass.limits().nanoCpus());
    }
    if (environmentClass.limits().memoryBytes() > 0) {
      config.withMemory(environmentClass.limits().memoryBytes());
    }
    return config;
  }
}
