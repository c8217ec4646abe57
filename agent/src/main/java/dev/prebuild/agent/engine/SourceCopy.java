package dev.prebuild.agent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Streams sources from the host into a container, owned by the container's user. */
final class SourceCopy {
  private static final int LONGEST_COMPLAINT_BYTES = 4096;

  private final Engine engine;

  SourceCopy(Engine engine) {
    this.engine = engine;
  }

  /**
   * Copies a folder's content to a folder of the container, which need not be there.
   *
   * @param target absolute path in the container
   * @throws UncheckedIOException if the folder cannot be read
   */
  void copy(Path sources, String containerId, String target, ContainerUser user)
      throws InterruptedException {
    Process tar = start(sources, target, user);
    FutureTask<String> complaint = new FutureTask<>(() -> complaint(tar));
    Thread.startVirtualThread(complaint);
    try (InputStream archive = tar.getInputStream()) {
      engine.callPatiently(
          "copying sources into container " + containerId,
          client -> {
            client
                .copyArchiveToContainerCmd(containerId)
                .withTarInputStream(archive)
                .withRemotePath("/")
                .exec();
            return true;
          });
      if (tar.waitFor() != 0) {
        throw new IOException("tar: " + complaint.get());
      }
    } catch (IOException | ExecutionException e) {
      throw new UncheckedIOException("reading the sources in " + sources, asIo(e));
    } finally {
      tar.destroyForcibly();
    }
  }

  private static IOException asIo(Exception e) {
    return e instanceof IOException io ? io : new IOException(e);
  }

  private static Process start(Path sources, String target, ContainerUser user) {
    try {
      return new ProcessBuilder(
              List.of(
                  "tar",
                  "--create",
                  "--file=-",
                  "--directory=" + sources,
                  "--numeric-owner",
                  "--owner=" + user.uid(),
                  "--group=" + user.gid(),
                  "--transform=s,^\\.,%s,S".formatted(literal(target.substring(1))),
                  "."))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("starting tar; is it installed?", e);
    }
  }

  /** What stands for itself in the replacement of an expression that is bounded by commas. */
  private static String literal(String text) {
    return text.replaceAll("[\\\\&,]", "\\\\$0");
  }

  /** Its beginning is kept; the rest is read all the same, so that tar does not wait. */
  private static String complaint(Process tar) throws IOException {
    byte[] bytes = tar.getErrorStream().readNBytes(LONGEST_COMPLAINT_BYTES);
    tar.getErrorStream().transferTo(OutputStream.nullOutputStream());
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }
}
