package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.snapshot.messages.Excerpt;
import dev.prebuild.snapshot.messages.Warnings;
import dev.prebuild.snapshot.source.SourceTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a repository's devcontainer.json asks for. */
public final class DevContainerRequest {
  /** That of a repository without a devcontainer.json. */
  public static final DevContainerRequest NONE =
      new DevContainerRequest(Optional.empty(), Configuration.NONE, List.of());

  private final Optional<ImageSource> image;
  private final Configuration configuration;
  private final List<String> warnings;

  private DevContainerRequest(
      Optional<ImageSource> image, Configuration configuration, List<String> warnings) {
    this.image = image;
    this.configuration = configuration;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Finds and reads it.
   *
   * @param named path that the project names; the usual places are looked at if empty
   * @throws InvalidDevContainerException if there is one that makes no sense, or none where it is
   *     named
   */
  public static DevContainerRequest read(SourceTree tree, Optional<String> named) {
    return DevContainerFile.find(tree, named).map(DevContainerRequest::of).orElse(NONE);
  }

  private static DevContainerRequest of(DevContainerFile file) {
    Section section =
        Section.root(
            Excerpt.of(file.path()), LimitedJson.read(Excerpt.of(file.path()), file.text()));
    Configuration configuration = Configuration.of(section);
    try {
      return new DevContainerRequest(
          ImageChoice.read(section, file.path()), configuration, warnings(file));
    } catch (Variables.TooLongException e) {
      throw new InvalidDevContainerException(
          "%s: %s".formatted(Excerpt.of(file.path()), e.getMessage()), e);
    }
  }

  private static List<String> warnings(DevContainerFile file) {
    return file.passedOver().isEmpty()
        ? List.of()
        : List.of(
            "%s is used, others are passed over: %s; the project can name the one to use"
                .formatted(Excerpt.of(file.path()), Excerpt.of(file.passedOver())));
  }

  /** Where the image comes from; that of the environment class if empty. */
  public Optional<ImageSource> image() {
    return image;
  }

  /** Merged with what the image says of itself. */
  public DevContainer on(ImageFacts facts, DevContainerContext context) {
    Warnings told = new Warnings("dev container");
    warnings.forEach(told::add);
    List<MetadataEntry> entries =
        facts.metadata().map(label -> ImageMetadata.read(label, told)).orElseGet(List::of);
    try {
      return new Assembly(configuration, facts, context, told).assemble(withoutOwn(entries));
    } catch (Variables.TooLongException e) {
      told.add("all of it is left out: " + e.getMessage());
      return nothing(context, told);
    }
  }

  /**
   * The reference command, which builds images with features, records the file in the image; then
   * it must not count twice.
   */
  private List<MetadataEntry> withoutOwn(List<MetadataEntry> entries) {
    boolean isRecorded =
        image.filter(ImageSource.Featured.class::isInstance).isPresent()
            && !entries.isEmpty()
            && entries.getLast().isSameRecord(configuration.entry());
    return isRecorded ? entries.subList(0, entries.size() - 1) : entries;
  }

  private static DevContainer nothing(DevContainerContext context, Warnings warnings) {
    return new DevContainer(
        Optional.empty(),
        Map.of(),
        Map.of(),
        context.repositoryFolder(),
        context.repositoryFolder(),
        List.of(),
        Privileges.NONE,
        "[]",
        warnings.all());
  }
}
