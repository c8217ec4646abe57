package dev.prebuild.agent.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.model.BuildResponseItem;
import dev.prebuild.agent.engine.EngineException.Kind;
import dev.prebuild.agent.engine.build.BuildContext;
import dev.prebuild.agent.engine.build.ContextArchive;
import dev.prebuild.agent.engine.build.Transcript;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.PrebuildLog;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Builds images through the engine's classic builder, within the limits of the prebuild's class:
 * those of memory, processors and network, as far as that builder knows limits.
 */
final class ImageBuild {
  private static final long NANO_CPUS = 1_000_000_000;

  private final EngineRoom room;
  private final PrebuildLog log;

  ImageBuild(EngineRoom room, PrebuildLog log) {
    this.room = room;
    this.log = log;
  }

  /**
   * What is built.
   *
   * @param what in words, for messages
   * @param name that the image gets
   */
  private record Plan(
      String what,
      BuildContext context,
      Map<String, String> arguments,
      Optional<String> target,
      String name) {}

  /**
   * Builds what a repository's Dockerfile says.
   *
   * @param name that the image gets
   * @throws PrebuildException if it cannot be built, with the instruction and the last lines
   */
  void build(PrebuildSpec spec, ImageSource.Built source, Path checkout, String name)
      throws InterruptedException {
    if (!source.cacheFrom().isEmpty()) {
      // What such an image says of its layers would be believed by every later build of the engine.
      log.say(
          spec.id(),
          Transcript.STEP,
          "cacheFrom is left out: the layers of this project's earlier builds are used instead");
    }
    run(
        spec,
        new Plan(
            "building the image of " + source.dockerfile(),
            BuildContext.of(checkout, source, room.builds().labels(spec.projectId())),
            source.arguments(),
            source.target(),
            name));
  }

  /** Gives an image that is there another name, and the labels of what is built. */
  void label(PrebuildSpec spec, String image, String name) throws InterruptedException {
    run(
        spec,
        new Plan(
            "labelling image " + image,
            BuildContext.of(image, room.builds().labels(spec.projectId())),
            Map.of(),
            Optional.empty(),
            name));
  }

  private void run(PrebuildSpec spec, Plan plan) throws InterruptedException {
    Transcript transcript = new Transcript(log, spec.id());
    try (ContextArchive archive = plan.context().open()) {
      Optional<EngineOutput.Failure> failure = send(spec, plan, archive, transcript);
      if (failure.isPresent()) {
        throw new BuildFailure(plan.what(), plan.context().needsBuildKit(), transcript)
            .of(failure.get());
      }
    }
  }

  private Optional<EngineOutput.Failure> send(
      PrebuildSpec spec, Plan plan, ContextArchive archive, Transcript transcript)
      throws InterruptedException {
    try {
      return room.engine()
          .callPatiently(
              plan.what(),
              client -> {
                try (EngineOutput<BuildResponseItem> output = new EngineOutput<>(transcript)) {
                  command(client, spec, plan, archive.content()).exec(output);
                  output.awaitCompletion();
                  return output.failure();
                }
              });
    } catch (InterruptedException e) {
      archive.close();
      room.builds().awaitEnd(transcript.container());
      throw e;
    } catch (EngineException e) {
      if (archive.failure().isPresent()) {
        throw new PrebuildException(
            "%s: its files cannot be read: %s"
                .formatted(plan.what(), archive.failure().get().getMessage()),
            e);
      }
      if (e.kind() == Kind.UNREACHABLE) {
        throw e;
      }
      throw new BuildFailure(plan.what(), plan.context().needsBuildKit(), transcript).of(e);
    }
  }

  private BuildImageCmd command(
      DockerClient client, PrebuildSpec spec, Plan plan, InputStream content) {
    BuildImageCmd command =
        client
            .buildImageCmd(content)
            .withDockerfilePath(BuildContext.DOCKERFILE)
            .withTags(Set.of(plan.name()))
            .withLabels(room.builds().labels())
            .withRemove(true)
            .withForcerm(true);
    plan.arguments().forEach(command::withBuildArg);
    plan.target().ifPresent(command::withTarget);
    limit(command, spec);
    return command;
  }

  private void limit(BuildImageCmd command, PrebuildSpec spec) {
    Limits limits = spec.environmentClass().limits();
    if (limits.memoryBytes() > 0) {
      command.withMemory(limits.memoryBytes());
    }
    limits.network().ifPresent(command::withNetworkMode);
    cpus(spec).ifPresent(command::withCpusetcpus);
  }

  /**
   * Numbers of the processors that it may use: the library offers nothing finer. Each prebuild
   * begins with another one, so that they do not all share the first.
   */
  private Optional<String> cpus(PrebuildSpec spec) {
    long nanoCpus = spec.environmentClass().limits().nanoCpus();
    if (nanoCpus == 0) {
      return Optional.empty();
    }
    int all =
        room.engine()
            .call(
                "asking the engine for its processors",
                client -> Objects.requireNonNullElse(client.infoCmd().exec().getNCPU(), 1));
    int wanted = (int) Math.min(all, Math.ceilDiv(nanoCpus, NANO_CPUS));
    int first = Math.floorMod(spec.id().hashCode(), all);
    return Optional.of(
        IntStream.range(0, wanted)
            .mapToObj(i -> Integer.toString((first + i) % all))
            .collect(Collectors.joining(",")));
  }
}
