package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.snapshot.steps.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The commands that run in a prebuild, in the specification's order. Where one fails those behind
 * it are skipped, which is the specification's rule, and the prebuild goes on.
 */
final class Lifecycle {
  private final UnaryOperator<String> expand;
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private Lifecycle(UnaryOperator<String> expand) {
    this.expand = expand;
  }

  /**
   * The steps.
   *
   * @param image entries of the image's metadata
   */
  static List<Step> steps(
      List<MetadataEntry> image, Configuration file, UnaryOperator<String> expand) {
    Lifecycle lifecycle = new Lifecycle(expand);
    file.initializeCommand().ifPresent(it -> lifecycle.add("initializeCommand", it));
    lifecycle.addAll("onCreateCommand", image, file, MetadataEntry::onCreateCommand);
    lifecycle.addAll("updateContentCommand", image, file, MetadataEntry::updateContentCommand);
    return List.copyOf(lifecycle.steps);
  }

  private void addAll(
      String name,
      List<MetadataEntry> image,
      Configuration file,
      Function<MetadataEntry, Optional<LifecycleCommand>> part) {
    List<LifecycleCommand> ofImage =
        image.stream().flatMap(entry -> part.apply(entry).stream()).toList();
    for (int i = 0; i < ofImage.size(); i++) {
      String which = i == 0 ? "image" : "image, " + (i + 1);
      add("%s (%s)".formatted(name, which), ofImage.get(i));
    }
    part.apply(file.entry()).ifPresent(command -> add(name, command));
  }

  private void add(String name, LifecycleCommand command) {
    steps.add(new Step(name, command.parts(expand), names, false));
    names.add(name);
  }
}
