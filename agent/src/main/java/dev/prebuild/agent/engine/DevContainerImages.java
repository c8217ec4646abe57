package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.prebuild.agent.engine.EngineException.Kind;
import dev.prebuild.agent.engine.build.DevContainerCommand;
import dev.prebuild.agent.engine.build.Transcript;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.PrebuildLog;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The images of prebuilds' containers: found, pulled, or built. */
final class DevContainerImages {
  private final EngineRoom room;
  private final PrebuildLog log;
  private final Optional<Path> devContainerCommand;
  private final ImageBuild builds;
  private final FeatureBuild features;

  /**
   * @param devContainerCommand that builds images with features; looked for on the PATH if empty
   */
  DevContainerImages(EngineRoom room, PrebuildLog log, Optional<Path> devContainerCommand) {
    this.room = room;
    this.log = log;
    this.devContainerCommand = devContainerCommand;
    this.builds = new ImageBuild(room, log);
    this.features = new FeatureBuild(room, log);
  }

  ImageFacts obtain(PrebuildSpec spec, ImageSource source, Path checkout)
      throws InterruptedException {
    try {
      InspectImageResponse image = make(spec, source, checkout);
      LayerDepth.check(image);
      return Images.facts(image);
    } catch (EngineException e) {
      // An interrupt while something is sent or received closes the connection.
      if (e.kind() == Kind.UNREACHABLE && Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      throw e;
    }
  }

  private InspectImageResponse make(PrebuildSpec spec, ImageSource source, Path checkout)
      throws InterruptedException {
    return switch (source) {
      case ImageSource.Named named -> room.images().obtain(named.image(), teller(spec));
      case ImageSource.Built built ->
          building(
              spec, () -> builds.build(spec, built, checkout, Naming.devContainerImage(spec.id())));
      case ImageSource.Featured featured -> {
        DevContainerCommand command = DevContainerCommand.find(devContainerCommand);
        yield building(spec, () -> addFeatures(spec, featured, checkout, command));
      }
    };
  }

  private Consumer<String> teller(PrebuildSpec spec) {
    return line -> log.say(spec.id(), Transcript.STEP, line);
  }

  /** Makes the image of a prebuild. */
  private interface Making {
    void run() throws InterruptedException;
  }

  private InspectImageResponse building(PrebuildSpec spec, Making making)
      throws InterruptedException {
    return room.builds()
        .run(
            spec.id(),
            () -> {
              making.run();
              return room.images()
                  .find(Naming.devContainerImage(spec.id()))
                  .orElseThrow(DevContainerImages::lost);
            });
  }

  private static EngineException lost() {
    return new EngineException(
        Kind.UNREACHABLE, "the engine has ended a build without saying whether it succeeded");
  }

  /** The base has our labels, and with it all that the features add. */
  private void addFeatures(
      PrebuildSpec spec, ImageSource.Featured featured, Path checkout, DevContainerCommand command)
      throws InterruptedException {
    String base = Naming.devContainerBase(spec.id());
    switch (featured.base()) {
      case ImageSource.Named named -> {
        room.images().obtain(named.image(), teller(spec));
        builds.label(spec, named.image(), base);
      }
      case ImageSource.Built built -> builds.build(spec, built, checkout, base);
    }
    features.build(spec, featured, checkout, command);
  }
}
