package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.snapshot.messages.Excerpt;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Which image a devcontainer.json asks for. */
final class ImageChoice {
  private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,511}");
  private static final Pattern STAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final Section section;
  private final String file;
  private final Variables variables = Variables.early();

  private ImageChoice(Section section, String file) {
    this.section = section;
    this.file = file;
  }

  /**
   * Reads it; empty if the file does not say.
   *
   * @param file path of the devcontainer.json
   */
  static Optional<ImageSource> read(Section section, String file) {
    return new ImageChoice(section, file).read();
  }

  private Optional<ImageSource> read() {
    if (section.value("dockerComposeFile").isPresent()) {
      throw new InvalidDevContainerException(
          "%s: dockerComposeFile is not supported; use image or build instead".formatted(file));
    }
    Optional<ImageSource.Plain> plain = built().or(this::named);
    boolean hasFeatures =
        section.section("features").filter(features -> !features.json().isEmpty()).isPresent();
    if (!hasFeatures) {
      return plain.map(Function.identity());
    }
    if (plain.isEmpty()) {
      throw new InvalidDevContainerException(
          "%s: features need an image or a build to be added to".formatted(file));
    }
    return Optional.of(new ImageSource.Featured(file, plain.get()));
  }

  private Optional<ImageSource.Plain> named() {
    return section
        .text("image")
        .map(variables::expand)
        .map(image -> matching(section, "image", image, IMAGE, "the name of an image"))
        .map(ImageSource.Named::new);
  }

  private Optional<ImageSource.Plain> built() {
    Optional<Section> build = section.section("build");
    Optional<String> dockerfile =
        path(section, "dockerFile").or(() -> build.flatMap(options -> path(options, "dockerfile")));
    if (dockerfile.isEmpty()) {
      if (build.isPresent() && section.value("image").isEmpty()) {
        throw new InvalidDevContainerException(
            "%s: build.dockerfile is missing; without it there is nothing to build"
                .formatted(file));
      }
      return Optional.empty();
    }
    Section options =
        build.orElseGet(
            () -> new Section(section.document(), "build.", section.json().objectNode()));
    return Optional.of(
        new ImageSource.Built(
            path(options, "context")
                .or(() -> path(section, "context"))
                .orElseGet(() -> RepositoryPath.folderOf(file)),
            dockerfile.get(),
            arguments(options),
            options
                .text("target")
                .map(variables::expand)
                .map(target -> matching(options, "target", target, STAGE, "the name of a stage")),
            options.textOrTexts("cacheFrom").stream()
                .map(variables::expand)
                .map(image -> matching(options, "cacheFrom", image, IMAGE, "names of images"))
                .toList()));
  }

  private Optional<String> path(Section section, String property) {
    return section
        .text(property)
        .map(variables::expand)
        .map(
            path ->
                RepositoryPath.resolve(RepositoryPath.folderOf(file), path)
                    .orElseThrow(
                        () ->
                            section.wrong(
                                property,
                                "a path in the repository, relative to the folder of the file, not "
                                    + Excerpt.of(path))));
  }

  private Map<String, String> arguments(Section options) {
    Map<String, String> arguments = new LinkedHashMap<>();
    options
        .optionalTexts("args")
        .forEach(
            (name, value) -> value.ifPresent(text -> arguments.put(name, variables.expand(text))));
    return arguments;
  }

  private static String matching(
      Section section, String property, String text, Pattern pattern, String must) {
    return Optional.of(text)
        .filter(pattern.asMatchPredicate())
        .orElseThrow(() -> section.wrong(property, must + ", not " + Excerpt.of(text)));
  }
}
