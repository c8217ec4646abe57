package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.snapshot.messages.Excerpt;
import dev.prebuild.snapshot.messages.Warnings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes a dev container of what a file and an image say. */
final class Assembly {
  private static final Pattern USER = Pattern.compile("[^\\s\\p{Cntrl}-][^\\s\\p{Cntrl}]{0,255}");
  private static final Pattern VARIABLE = Pattern.compile("[^=\\p{Cntrl}]{1,256}");

  private final Configuration file;
  private final ImageFacts image;
  private final DevContainerContext context;
  private final Warnings warnings;

  Assembly(Configuration file, ImageFacts image, DevContainerContext context, Warnings warnings) {
    this.file = file;
    this.image = image;
    this.context = context;
    this.warnings = warnings;
  }

  /**
   * Makes it.
   *
   * @param ofImage entries of the image's metadata, without the file's own
   * @throws Variables.TooLongException if it grows beyond measure
   */
  DevContainer assemble(List<MetadataEntry> ofImage) {
    List<MetadataEntry> all = new ArrayList<>(ofImage);
    all.add(file.entry());
    Metadata metadata = Metadata.merge(all);
    Folders folders =
        Folders.choose(
            file,
            context.repositoryFolder(),
            variables(
                new Folders(context.repositoryFolder(), context.repositoryFolder()), Map.of()),
            warnings);
    Map<String, String> containerEnvironment =
        environment("containerEnv", metadata.containerEnv(), variables(folders, Map.of()));
    Variables variables = variables(folders, containerEnvironment);
    RunArguments arguments =
        RunArguments.read(file.runArgs().stream().map(variables::expand).toList());
    return new DevContainer(
        user("remoteUser", metadata.remoteUser().map(variables::expand))
            .or(() -> user("containerUser", metadata.containerUser().map(variables::expand))),
        containerEnvironment,
        environment("remoteEnv", metadata.remoteEnv(), variables),
        folders.source(),
        folders.workspace(),
        Lifecycle.steps(ofImage, file, variables::expand),
        new Grants(context.allowances(), warnings)
            .grant(metadata, arguments, variables::expand, folders.source()),
        ImageMetadata.write(all),
        warnings.all());
  }

  private Variables variables(Folders folders, Map<String, String> containerEnvironment) {
    Map<String, String> environment = new LinkedHashMap<>(image.environment());
    environment.putAll(containerEnvironment);
    return new Variables(
        Map.of(
            "devcontainerId", id(context.projectId()),
            "localWorkspaceFolder", folders.source(),
            "localWorkspaceFolderBasename", last(context.repositoryFolder()),
            "containerWorkspaceFolder", folders.workspace(),
            "containerWorkspaceFolderBasename", last(folders.workspace())),
        Optional.of(environment));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** By the specification's recipe, from the one label that tells dev containers apart here. */
  private static String id(UUID projectId) {
    String labels = "{\"dev.prebuild.project\":\"%s\"}".formatted(projectId);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(labels.getBytes(StandardCharsets.UTF_8));
      String digits = new BigInteger(1, hash).toString(32);
      return "0".repeat(52 - digits.length()) + digits;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Optional<String> user(String property, Optional<String> name) {
    Optional<String> valid = name.filter(USER.asMatchPredicate());
    if (name.isPresent() && valid.isEmpty()) {
      warnings.add(
          "%s is left out (%s): it is no name of a user"
              .formatted(property, Excerpt.of(name.get())));
    }
    return valid;
  }

  private Map<String, String> environment(
      String property, Map<String, String> texts, Variables variables) {
    Map<String, String> environment = new LinkedHashMap<>();
    texts.forEach(
        (name, text) -> {
          if (VARIABLE.matcher(name).matches()) {
            environment.put(name, variables.expand(text));
          } else {
            warnings.add(
                "%s.%s is left out: it is no name of a variable"
                    .formatted(property, Excerpt.of(name)));
          }
        });
    return environment;
  }
}
