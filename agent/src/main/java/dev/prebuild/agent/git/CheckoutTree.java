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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a checkout, which may be hostile: no link is followed, and nothing is read whole.
 */
final class CheckoutTree implements SourceTree {
  private final Path root;

  CheckoutTree(Path root) {
    this.root = root;
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
        throw new UnreadableSourceException(
            "%s has more than %,d bytes; make it smaller".formatted(path, mostBytes));
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new UnreadableSourceException(path + " is no UTF-8 text");
    } catch (IOException e) {
      throw new UnreadableSourceException("%s cannot be read: %s".formatted(path, e));
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
        }
      }
    } catch (IOException e) {
      throw new UnreadableSourceException("%s cannot be listed: %s".formatted(path, e));
    }
    return names.stream().sorted().toList();
  }

  private Path within(String path) {
    Path joined = root.resolve(path).normalize();
    if (!joined.startsWith(root)) {
      throw new UnreadableSourceException(path + " leads out of the repository");
    }
    for (Path part = joined.getParent();
        part != null && !part.equals(root);
        part = part.getParent()) {
      if (Files.isSymbolicLink(part)) {
        throw new UnreadableSourceException(path + " leads through a link; links are not followed");
      }
    }
    return joined;
  }
}
