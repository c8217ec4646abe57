package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a test's own that is soon full: ext4 in a file. It takes root. */
public final class SmallDisk implements AutoCloseable {
  private static final String FILLER = "filler";
  private static final int BLOCK_BYTES = 4096;

  private final Path file;
  private final Path folder;

  private SmallDisk(Path file, Path folder) {
    this.file = file;
    this.folder = folder;
  }

  /** Mounts one of so many bytes at a folder, which must be there. */
  public static SmallDisk mount(Path folder, long bytes) throws IOException {
    Path file = Files.createTempFile(Path.of("/var/tmp"), "prebuild-disk-", ".ext4");
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(bytes);
    }
    SmallDisk made = new SmallDisk(file, folder);
    try {
      // Without blocks that only root may use: full is full.
      run("mkfs.ext4", "-q", "-m", "0", file.toString());
      run("mount", "-o", "loop", file.toString(), folder.toString());
      return made;
    } catch (IOException e) {
      Files.delete(file);
      throw e;
    }
  }

  /** Fills it up until so many bytes are left, or not one block. */
  public void fill(long leaving) throws IOException {
    try (OutputStream filler = Files.newOutputStream(folder.resolve(FILLER))) {
      byte[] block = new byte[BLOCK_BYTES];
      while (free() > leaving) {
        filler.write(block);
      }
    } catch (IOException e) {
      if (free() > BLOCK_BYTES) {
        throw e;
      }
    }
  }

  private long free() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Gives back what {@link #fill} has taken. */
  public void empty() throws IOException {
    Files.deleteIfExists(folder.resolve(FILLER));
  }

  @Override
  public void close() {
    try {
      run("umount", folder.toString());
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("%s: %s".formatted(String.join(" ", command), said.strip()));
    }
  }
}
