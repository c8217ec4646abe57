package dev.prebuild.agent.engine.build;

import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.host.PrebuildException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * What the engine is sent for a build. The Dockerfile travels under a name of its own, since it may
 * lie outside of the context, and since ours is not quite the repository's.
 *
 * @param folder whose files are sent; none if empty
 * @param extras files that are sent beside them, or in their place, by name
 * @param needsBuildKit whether the Dockerfile uses what the engine's classic builder refuses
 */
public record BuildContext(
    Optional<Path> folder, IgnoreRules rules, Map<String, String> extras, boolean needsBuildKit) {
  /** Where the Dockerfile is in what is sent. */
  public static final String DOCKERFILE = ".prebuild.dockerfile";

  private static final String IGNORE_FILE = ".dockerignore";
  private static final int LARGEST_FILE_BYTES = 1024 * 1024;

  public BuildContext {
    extras = Map.copyOf(extras);
  }

  /**
   * That of a Dockerfile in a repository.
   *
   * @param labels for all images of the build
   * @throws PrebuildException if the repository lacks what the build names, or it makes no sense
   */
  public static BuildContext of(
      Path checkout, ImageSource.Built source, Map<String, String> labels) {
    CheckoutFiles files = new CheckoutFiles(checkout);
    Path folder = files.folder(source.context());
    BuildFile dockerfile =
        new BuildFile(
            files
                .text(source.dockerfile(), LARGEST_FILE_BYTES)
                .orElseThrow(
                    () ->
                        new PrebuildException(
                            "there is no file %s in the repository"
                                .formatted(source.dockerfile()))));
    String ofContext =
        source.context().isEmpty() ? IGNORE_FILE : source.context() + "/" + IGNORE_FILE;
    Optional<String> text = files.text(ofContext, LARGEST_FILE_BYTES);
    IgnoreRules rules =
        rules(files, source.dockerfile() + IGNORE_FILE)
            .or(() -> text.map(content -> IgnoreRules.read(ofContext, content)))
            .orElse(IgnoreRules.NONE);
    Map<String, String> extras = new LinkedHashMap<>();
    extras.put(DOCKERFILE, dockerfile.labelled(labels).text());
    extras.put(IGNORE_FILE, ignoreFile(text.filter(_ -> !rules.leavesOut(IGNORE_FILE))));
    return new BuildContext(Optional.of(folder), rules, extras, dockerfile.needsBuildKit());
  }

  private static Optional<IgnoreRules> rules(CheckoutFiles files, String path) {
    return files.text(path, LARGEST_FILE_BYTES).map(text -> IgnoreRules.read(path, text));
  }

  /**
   * That of another image with nothing added but labels.
   *
   * @param image name of the other one
   */
  public static BuildContext of(String image, Map<String, String> labels) {
    BuildFile dockerfile = new BuildFile("FROM " + image + "\n").labelled(labels);
    return new BuildContext(
        Optional.empty(), IgnoreRules.NONE, Map.of(DOCKERFILE, dockerfile.text()), false);
  }

  /**
   * The engine takes this file, and the Dockerfile, out of the files that the build can copy if it
   * names them.
   */
  private static String ignoreFile(Optional<String> sent) {
    return sent.map(text -> text + "\n").orElse(IGNORE_FILE + "\n") + DOCKERFILE + "\n";
  }

  /** Begins to send it. */
  public ContextArchive open() {
    return new ContextArchive(head(), folder.map(path -> ContextFiles.stream(path, this::isSent)));
  }

  private boolean isSent(String path) {
    return !extras.containsKey(path) && !rules.leavesOut(path);
  }

  /** The beginning of an archive; without the end, since tar's own goes on behind it. */
  private byte[] head() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);
      for (Map.Entry<String, String> extra : extras.entrySet()) {
        byte[] content = extra.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(extra.getKey());
        entry.setSize(content.length);
        entry.setModTime(0);
        entry.setIds(0, 0);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
      if (folder.isEmpty()) {
        tar.finish();
      }
      tar.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
