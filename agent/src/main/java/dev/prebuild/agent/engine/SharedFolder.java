package dev.prebuild.agent.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A folder that a container may change while the agent, as root, writes to it. It is held by its
 * handle and never found by its path again: whatever the container puts a link in place of, nothing
 * is written elsewhere on the host.
 */
final class SharedFolder implements AutoCloseable {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?> READ_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--------"));

  private final SecureDirectoryStream<Path> handle;
  private final PosixFileAttributes owner;

  private SharedFolder(SecureDirectoryStream<Path> handle) throws IOException {
    this.handle = handle;
    this.owner = handle.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
  }

  /**
   * Opens a folder whose own path the container cannot change.
   *
   * @throws IOException if it is not there
   */
  @SuppressWarnings("StreamResourceLeak") // It is closed with this.
  static SharedFolder open(Path folder) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
    if (stream instanceof SecureDirectoryStream<Path> handle) {
      return new SharedFolder(handle);
    }
    stream.close();
    throw new IOException("the file system of %s opens no folders by handle".formatted(folder));
  }

  /**
   * A folder in this one.
   *
   * @throws IOException if it is not there, or is a link
   */
  SharedFolder enter(String name) throws IOException {
    return new SharedFolder(handle.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
  }

  /** Puts a file into it, whole or not at all, readable by the folder's owner alone. */
  void write(String name, String content) throws IOException {
    Path unfinished = Path.of("." + name + ".unfinished");
    try (SeekableByteChannel channel = create(unfinished)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    own(unfinished);
    handle.move(unfinished, handle, Path.of(name));
  }

  /** What a crash has left under this name is seldom there: so it is not asked for first. */
  private SeekableByteChannel create(Path name) throws IOException {
    try {
      return handle.newByteChannel(name, NEW, READ_ONLY);
    } catch (FileAlreadyExistsException e) {
      delete(name);
      return handle.newByteChannel(name, NEW, READ_ONLY);
    }
  }

  /** Most folders belong to whom the agent runs as; then a look is all it takes. */
  private void own(Path file) throws IOException {
    PosixFileAttributeView view =
        handle.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes made = view.readAttributes();
    if (!made.group().equals(owner.group())) {
      view.setGroup(owner.group());
    }
    if (!made.owner().equals(owner.owner())) {
      view.setOwner(owner.owner());
    }
  }

  private void delete(Path name) throws IOException {
    try {
      handle.deleteFile(name);
    } catch (NoSuchFileException e) {
      // As it should be.
    }
  }

  @Override
  public void close() throws IOException {
    handle.close();
  }
}
