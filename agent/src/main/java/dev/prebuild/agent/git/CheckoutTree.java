package dev.prebuild.agent.git;

import dev.prebuild.snapshot.source.SourceTree;
import dev.prebuild.snapshot.source.UnreadableSourceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a checkout, which may be hostile: no link is followed, and nothing is read whole.
 */
final class CheckoutTree implements SourceTree {
  private static final int MOST_FOLDERS = 1_000;

  private final Path root;

  CheckoutTree(Path root) {
    this.root = root.normalize();
  }

  @Override
  public Optional<String> read(String path, int mostBytes) {
    Path file = within(path);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = content.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw unreadable(path, "has more than %,d bytes; make it smaller".formatted(mostBytes));
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw unreadable(path, "is no UTF-8 text");
    } catch (IOException e) {
      throw unreadable(path, "cannot be read: " + Printable.of(e.toString()));
    }
  }

  @Override
  public List<String> folders(String path) {
    Path folder = within(path);
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return names;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          names.add(entry.getFileName().toString());
          if (names.size() > MOST_FOLDERS) {
            throw unreadable(path, "has more than %,d folders".formatted(MOST_FOLDERS));
          }
        }
      }
    } catch (IOException e) {
      throw unreadable(path, "cannot be listed: " + Printable.of(e.toString()));
    }
    return names.stream().sorted().toList();
  }

  private Path within(String path) {
    Path joined = join(path);
    if (!joined.startsWith(root)) {
      throw unreadable(path, "leads out of the repository");
    }
    for (Path part = joined.getParent();
        part != null && part.startsWith(root) && !part.equals(root);
        part = part.getParent()) {
      if (Files.isSymbolicLink(part)) {
        throw unreadable(path, "leads through a link; links are not followed");
      }
    }
    return joined;
  }

  private Path join(String path) {
    try {
      return root.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw unreadable(path, "is no path");
    }
  }

  private static UnreadableSourceException unreadable(String path, String why) {
    return new UnreadableSourceException(Printable.of(path) + " " + why);
  }
}
