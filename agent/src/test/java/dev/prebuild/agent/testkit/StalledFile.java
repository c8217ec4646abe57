package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A file whose readers wait: a pipe stands in its place. */
public final class StalledFile implements AutoCloseable {
  private final Path file;
  private final Path original;
  private final FutureTask<OutputStream> reader;

  private StalledFile(Path file, Path original) {
    this.file = file;
    this.original = original;
    this.reader = new FutureTask<>(() -> Files.newOutputStream(file, StandardOpenOption.WRITE));
  }

  /** From now on whoever reads the file waits. */
  public static StalledFile stall(Path file) throws Exception {
    Path original = file.resolveSibling(file.getFileName() + ".original");
    Files.move(file, original);
    if (new ProcessBuilder("mkfifo", file.toString()).start().waitFor() != 0) {
      throw new AssertionError("a pipe could not be made at " + file);
    }
    StalledFile stalled = new StalledFile(file, original);
    // The pipe's opening waits for the other side's, in the kernel.
    Thread.ofPlatform().daemon().name("stalled-file").start(stalled.reader);
    return stalled;
  }

  /** Returns once somebody waits for the file's content. */
  public void awaitReader() throws Exception {
    OutputStream _ = reader.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** From now on new readers get the file's content; the one that waits goes on waiting. */
  public void restore() throws IOException {
    Files.move(original, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Lets the reader that waits go on, with nothing read. */
  public void letGo() throws IOException {
    if (reader.isDone()) {
      reader.resultNow().close();
    }
  }

  @Override
  public void close() throws IOException {
    letGo();
  }
}
