package dev.prebuild.agent.engine.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prebuild.agent.files.FolderTree;
import dev.prebuild.snapshot.host.PrebuildException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The part of a repository that the {@code devcontainer} command gets to see: features of the
 * repository's own, at the paths that they have there, and a devcontainer.json that names an image
 * and features and nothing that could run on the host. Private to the agent, and gone when this is
 * closed.
 */
public final class FeatureFolder implements AutoCloseable {
  private static final int LARGEST_FILE_BYTES = 1024 * 1024;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private static final String FEATURES = "features";

  /** What is taken over word for word. Users, since features are told of them. */
  private static final List<String> PROPERTIES =
      List.of(FEATURES, "overrideFeatureInstallOrder", "remoteUser", "containerUser");

  private static final String LOCK_FILE = "devcontainer-lock.json";

  private final Path root;
  private final CheckoutFiles files;
  private final String file;

  private FeatureFolder(Path root, CheckoutFiles files, String file) {
    this.root = root;
    this.files = files;
    this.file = file;
  }

  /**
   * Makes it.
   *
   * @param file path of the devcontainer.json in the repository
   * @param image name of what the features are added to
   * @throws PrebuildException if the repository lacks something, or it makes no sense
   */
  public static FeatureFolder make(Path checkout, String file, String image) {
    try {
      FeatureFolder folder =
          new FeatureFolder(
              Files.createTempDirectory(
                  "prebuild-features-",
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------"))),
              new CheckoutFiles(checkout),
              file);
      folder.fill(image);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("making a folder for features", e);
    }
  }

  private void fill(String image) throws IOException {
    try {
      Files.createDirectories(home());
      Files.createDirectories(configuration().resolveSibling("."));
      ObjectNode configuration = configuration(image);
      Files.writeString(configuration(), configuration.toString());
      copyLockFile();
      LocalFeatures features = new LocalFeatures(files, file, workspace());
      configuration.path(FEATURES).fieldNames().forEachRemaining(features::copyIfLocal);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private ObjectNode configuration(String image) {
    ObjectNode configuration = JSON.createObjectNode().put("image", image);
    JsonNode original = original();
    for (String property : PROPERTIES) {
      if (original.has(property)) {
        configuration.set(property, original.get(property));
      }
    }
    return configuration;
  }

  private JsonNode original() {
    String text =
        files
            .text(file, LARGEST_FILE_BYTES)
            .orElseThrow(
                () ->
                    new PrebuildException("there is no file %s in the repository".formatted(file)));
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new PrebuildException(
          "%s cannot be read as JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /** It says which versions of features are taken. */
  private void copyLockFile() throws IOException {
    String lockFile = file.substring(0, file.lastIndexOf('/') + 1) + LOCK_FILE;
    var text = files.text(lockFile, LARGEST_FILE_BYTES);
    if (text.isPresent()) {
      Files.writeString(workspace().resolve(lockFile), text.get());
    }
  }

  /** Stands for the repository's root. */
  Path workspace() {
    return root.resolve("workspace");
  }

  /** The devcontainer.json. */
  Path configuration() {
    return workspace().resolve(file);
  }

  /** A home, and a place for temporary files. */
  Path home() {
    return root.resolve("home");
  }

  /** Puts a program beside it; returns where it is. */
  Path program(String name, String text) {
    Path program = root.resolve(name);
    try {
      Files.writeString(program, text);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + program, e);
    }
  }

  @Override
  public void close() {
    FolderTree.remove(root);
  }
}
