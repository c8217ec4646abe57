package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.build.DevContainerCommand;
import dev.prebuild.agent.engine.build.FeatureFolder;
import dev.prebuild.agent.engine.build.Transcript;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.PrebuildLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Adds features to an image, by way of the reference {@code devcontainer} command. */
final class FeatureBuild {
  /** As the engine counts processor time: in parts of this many microseconds. */
  private static final long CPU_PERIOD = 100_000;

  private static final long NANO_CPUS = 1_000_000_000;

  private final EngineRoom room;
  private final PrebuildLog log;

  FeatureBuild(EngineRoom room, PrebuildLog log) {
    this.room = room;
    this.log = log;
  }

  /** Makes the prebuild's image of its base, which is there under its name. */
  void build(
      PrebuildSpec spec, ImageSource.Featured source, Path checkout, DevContainerCommand command)
      throws InterruptedException {
    Transcript transcript = new Transcript(log, spec.id());
    try (FeatureFolder folder =
        FeatureFolder.make(checkout, source.file(), Naming.devContainerBase(spec.id()))) {
      int exitCode =
          command.build(
              folder,
              new DevContainerCommand.Target(
                  room.engine().socket(),
                  Naming.devContainerImage(spec.id()),
                  Naming.devContainerContent(spec.id()),
                  options(spec)),
              transcript);
      if (exitCode != 0) {
        throw new BuildFailure(
                "adding the features of %s with the devcontainer command".formatted(source.file()),
                false,
                transcript)
            .of(
                new EngineOutput.Failure(
                    "the devcontainer command has failed", OptionalInt.of(exitCode)));
      }
    } catch (InterruptedException e) {
      room.builds().awaitEnd(transcript.container());
      throw e;
    }
  }

  /** Of each build on the engine. */
  private List<String> options(PrebuildSpec spec) {
    List<String> options = new ArrayList<>(List.of("--force-rm"));
    room.builds()
        .labels()
        .forEach((name, value) -> options.add("--label=%s=%s".formatted(name, value)));
    Limits limits = spec.environmentClass().limits();
    if (limits.memoryBytes() > 0) {
      options.add("--memory=" + limits.memoryBytes());
    }
    if (limits.nanoCpus() > 0) {
      options.add("--cpu-period=" + CPU_PERIOD);
      options.add("--cpu-quota=" + limits.nanoCpus() * CPU_PERIOD / NANO_CPUS);
    }
    limits.network().ifPresent(network -> options.add("--network=" + network));
    return options;
  }
}
