package dev.prebuild.agent.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes two agents of one runner on one engine impossible: who gets which instance is decided
 * inside of one. The lock lies beside the engine's socket, so whoever finds the engine finds the
 * lock; the kernel lets go of it when the process dies.
 */
public final class RunnerLock implements AutoCloseable {
  private final FileChannel channel;

  private RunnerLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws LockedException if another agent holds it, or the file cannot be made
   */
  public static RunnerLock take(Path socket, UUID runnerId) throws LockedException {
    Path file = file(socket, runnerId);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new LockedException(
            "another agent serves runner %s on the engine at %s (it holds %s); stop it, or give this one a runner.id of its own"
                .formatted(runnerId, socket, file));
      }
      return new RunnerLock(channel);
    } catch (IOException e) {
      throw new LockedException(
          "the lock %s cannot be made (%s); the agent needs to write to the folder of the engine's socket"
              .formatted(file, e));
    }
  }

  /** The file that is locked; it stays when nobody holds it. */
  public static Path file(Path socket, UUID runnerId) {
    return Path.of("%s.prebuild-agent-%s.lock".formatted(resolve(socket), runnerId));
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** The same engine under two names has one lock. */
  private static Path resolve(Path socket) {
    try {
      return socket.toRealPath();
    } catch (IOException e) {
      return socket.toAbsolutePath().normalize();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The lock is not to be had. */
  public static final class LockedException extends Exception {
    private static final long serialVersionUID = 1L;

    LockedException(String message) {
      super(message);
    }
  }
}
