package dev.prebuild.agent.engine.build;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * An archive that tar makes while it is read. Reading it fails where tar fails, so that nobody
 * takes half of an archive for the whole.
 */
public final class TarStream implements AutoCloseable {
  private static final int LONGEST_COMPLAINT_BYTES = 4096;

  private final Process tar;
  private final FutureTask<String> complaint;

  /** The first reason counts. */
  private final CompletableFuture<IOException> failure = new CompletableFuture<>();

  private TarStream(Process tar) {
    this.tar = tar;
    this.complaint = new FutureTask<>(() -> complaint(tar));
    Thread.ofVirtual().name("tar-complaints").start(complaint);
  }

  /**
   * Starts tar.
   *
   * @param arguments behind {@code --create --file=-}
   * @throws UncheckedIOException if there is no tar
   */
  public static TarStream start(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("tar", "--create", "--file=-"));
    command.addAll(arguments);
    try {
      return new TarStream(new ProcessBuilder(command).start());
    } catch (IOException e) {
      throw new UncheckedIOException("starting tar; is it installed?", e);
    }
  }

  /** What tar reads. */
  OutputStream input() {
    return tar.getOutputStream();
  }

  /** The archive; to be read once. */
  public InputStream archive() {
    return new Archive(tar.getInputStream());
  }

  /** Why there is no whole archive; empty as long as nothing has gone wrong. */
  public Optional<IOException> failure() {
    return failure.isDone() ? Optional.of(failure.join()) : Optional.empty();
  }

  /** Ends tar; whoever reads the archive is told why. */
  void fail(IOException why) {
    failure.complete(why);
    tar.destroyForcibly();
  }

  /** Ends tar if it has not ended. */
  @Override
  public void close() {
    fail(new IOException("the archive is not wanted any more"));
  }

  /** Its beginning is kept; the rest is read all the same, so that tar does not wait. */
  private static String complaint(Process tar) throws IOException {
    byte[] bytes = tar.getErrorStream().readNBytes(LONGEST_COMPLAINT_BYTES);
    tar.getErrorStream().transferTo(OutputStream.nullOutputStream());
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  private void checkEnd() throws IOException {
    try {
      int exitCode = tar.waitFor();
      if (exitCode != 0) {
        failure.complete(
            new IOException("tar exited with code %d: %s".formatted(exitCode, complaint.get())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.complete(new IOException("interrupted"));
    } catch (ExecutionException e) {
      throw new IOException("what tar says cannot be read", e);
    }
    if (failure.isDone()) {
      throw new IOException(failure.join());
    }
  }

  private final class Archive extends FilterInputStream {
    Archive(InputStream output) {
      super(output);
    }

    @Override
    public int read() throws IOException {
      return checked(super.read());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return checked(super.read(buffer, offset, length));
    }

    private int checked(int read) throws IOException {
      if (read < 0) {
        checkEnd();
      }
      return read;
    }
  }
}
