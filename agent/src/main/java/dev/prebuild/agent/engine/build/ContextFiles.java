package dev.prebuild.agent.engine.build;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * The files of a folder as an archive. Files, folders and links alone, links as they are: whatever
 * else there is has no place in an image, and a pipe would be waited for. Names go from find to tar
 * as the bytes that they are, and never as arguments.
 */
final class ContextFiles {
  private final Process find;
  private final TarStream tar;
  private final Predicate<String> isSent;

  private ContextFiles(Process find, TarStream tar, Predicate<String> isSent) {
    this.find = find;
    this.tar = tar;
    this.isSent = isSent;
  }

  /**
   * Starts it.
   *
   * @param isSent asked for each path below the folder
   */
  static TarStream stream(Path folder, Predicate<String> isSent) {
    TarStream tar =
        TarStream.start(
            List.of(
                "--directory=" + folder,
                "--numeric-owner",
                "--owner=0",
                "--group=0",
                "--no-recursion",
                "--null",
                "--files-from=-"));
    try {
      Process find = start(folder);
      Thread.ofVirtual()
          .name("context-files")
          .start(() -> new ContextFiles(find, tar, isSent).feed());
      return tar;
    } catch (UncheckedIOException e) {
      tar.close();
      throw e;
    }
  }

  private static Process start(Path folder) {
    try {
      return new ProcessBuilder(
              "find",
              ".",
              "-mindepth",
              "1",
              "(",
              "-type",
              "f",
              "-o",
              "-type",
              "d",
              "-o",
              "-type",
              "l",
              ")",
              "-print0")
          .directory(folder.toFile())
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("starting find; is it installed?", e);
    }
  }

  private void feed() {
    try (InputStream names = new BufferedInputStream(find.getInputStream());
        OutputStream chosen = new BufferedOutputStream(tar.input())) {
      copyAll(names, chosen);
    } catch (IOException e) {
      tar.fail(e);
    } finally {
      find.destroyForcibly();
    }
  }

  /** What fails is told before tar's input is closed: for tar that is the end of the names. */
  private void copyAll(InputStream names, OutputStream chosen) {
    try {
      copy(names, chosen);
      int exitCode = find.waitFor();
      if (exitCode != 0) {
        tar.fail(new IOException("find exited with code " + exitCode));
      }
    } catch (IOException e) {
      tar.fail(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void copy(InputStream names, OutputStream chosen) throws IOException {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (int read = names.read(); read >= 0; read = names.read()) {
      if (read != 0) {
        name.write(read);
        continue;
      }
      byte[] path = name.toByteArray();
      if (isSent.test(withoutDot(path))) {
        chosen.write(path);
        chosen.write(0);
      }
      name.reset();
    }
  }

  /** A name that is no UTF-8 text is matched as far as it is. */
  private static String withoutDot(byte[] path) {
    return new String(path, 2, path.length - 2, StandardCharsets.UTF_8);
  }
}
