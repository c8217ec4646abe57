package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.snapshot.messages.Excerpt;
import dev.prebuild.snapshot.source.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The devcontainer.json of a repository.
 *
 * @param path below the repository's root
 * @param passedOver others that could have been it
 */
record DevContainerFile(String path, String text, List<String> passedOver) {
  private static final String FOLDER = ".devcontainer";
  private static final String NAME = "devcontainer.json";
  private static final List<String> USUAL = List.of(FOLDER + "/" + NAME, "." + NAME);

  /** Folders that are looked into. */
  private static final int MOST_FOLDERS = 100;

  DevContainerFile {
    passedOver = List.copyOf(passedOver);
  }

  /** Looks where the project says, or in the usual places. */
  static Optional<DevContainerFile> find(SourceTree tree, Optional<String> named) {
    return named.isPresent() ? Optional.of(named(tree, named.get())) : usual(tree);
  }

  private static DevContainerFile named(SourceTree tree, String name) {
    String path =
        RepositoryPath.resolve("", name)
            .orElseThrow(
                () ->
                    new InvalidDevContainerException(
                        "the project names %s as its devcontainer.json, which is no path in the repository"
                            .formatted(Excerpt.of(name))));
    return read(tree, path)
        .orElseThrow(
            () ->
                new InvalidDevContainerException(
                    "the project names %s as its devcontainer.json, but there is no such file in the repository"
                        .formatted(Excerpt.of(path))));
  }

  private static Optional<DevContainerFile> usual(SourceTree tree) {
    return USUAL.stream()
        .flatMap(path -> read(tree, path).stream())
        .findFirst()
        .or(() -> inFolder(tree));
  }

  private static Optional<DevContainerFile> inFolder(SourceTree tree) {
    List<DevContainerFile> files = new ArrayList<>();
    for (String folder : tree.folders(FOLDER).stream().sorted().limit(MOST_FOLDERS).toList()) {
      read(tree, FOLDER + "/" + folder + "/" + NAME).ifPresent(files::add);
    }
    List<String> others = files.stream().skip(1).map(DevContainerFile::path).toList();
    return files.stream()
        .findFirst()
        .map(file -> new DevContainerFile(file.path, file.text, others));
  }

  private static Optional<DevContainerFile> read(SourceTree tree, String path) {
    return tree.read(path, LimitedJson.MOST_BYTES)
        .map(text -> new DevContainerFile(path, text, List.of()));
  }
}
