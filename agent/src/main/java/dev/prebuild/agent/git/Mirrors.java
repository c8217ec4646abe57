package dev.prebuild.agent.git;

import dev.prebuild.agent.files.FolderTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The mirrors of this host: one for each URL, used by one fetch at a time, bounded in size. */
final class Mirrors {
  /** Ends the name of a mirror that is being made or removed. */
  static final String UNFINISHED = ".part";

  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  /** Its time is when the mirror was used last. */
  private static final String USED = "prebuild-used";

  private final Path folder;
  private final long mostBytes;
  private final Duration patience;
  private final NamedLocks locks = new NamedLocks();
  private final Map<String, Long> sizes = new ConcurrentHashMap<>();

  /**
   * @param mostBytes that all of them may take together, apart from those in use
   * @param patience how long a mirror in use is waited for
   */
  Mirrors(Path folder, long mostBytes, Duration patience) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.patience = patience;
  }

  /** Removes what an earlier run has left undone, and looks at what it has left whole. */
  void recover() throws IOException {
    for (Path entry : entries()) {
      String name = entry.getFileName().toString();
      if (name.endsWith(UNFINISHED)) {
        FolderTree.remove(entry);
      } else if (NAME.matcher(name).matches()) {
        sizes.put(name, FolderTree.bytes(entry));
      }
    }
    shrink();
  }

  /** Size of all of them, as of their last use. */
  long bytes() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A mirror to work with, to be closed by the same thread; empty if it stays in use too long. */
  Optional<Lease> borrow(String url) throws InterruptedException {
    String name = name(url);
    if (!locks.acquire(name, patience)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Lease(name, new Mirror(folder.resolve(name))));
    } catch (UncheckedIOException e) {
      locks.release(name);
      throw e;
    }
  }

  /** Removes a mirror that is of no use; leaves it if another prebuild has it now. */
  void discard(String url) throws InterruptedException {
    boolean _ = remove(name(url));
  }

  private boolean remove(String name) throws InterruptedException {
    if (!locks.acquire(name, Duration.ZERO)) {
      return false;
    }
    try {
      Path mirror = folder.resolve(name);
      Path leaving = folder.resolve(name + UNFINISHED);
      FolderTree.remove(leaving);
      if (Files.exists(mirror)) {
        // Its name goes first: half a mirror would be taken for one.
        Files.move(mirror, leaving);
        FolderTree.remove(leaving);
      }
      sizes.remove(name);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("removing mirror " + name, e);
    } finally {
      locks.release(name);
    }
  }

  private void shrink() throws IOException {
    if (bytes() <= mostBytes) {
      return;
    }
    try {
      for (String name : leastRecentlyUsedFirst()) {
        if (bytes() > mostBytes) {
          boolean _ = remove(name);
        }
      }
    } catch (InterruptedException e) {
      // The next use goes on with it.
      Thread.currentThread().interrupt();
    }
  }

  private List<String> leastRecentlyUsedFirst() {
    Map<String, Instant> used = new ConcurrentHashMap<>();
    sizes.keySet().forEach(name -> used.put(name, lastUse(name)));
    return used.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .toList();
  }

  private Instant lastUse(String name) {
    try {
      return Files.getLastModifiedTime(folder.resolve(name).resolve(USED)).toInstant();
    } catch (IOException e) {
      // Without the mark it was never used to the end.
      return Instant.EPOCH;
    }
  }

  private List<Path> entries() throws IOException {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      }
    }
    return entries;
  }

  static String name(String url) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A mirror that nobody else uses meanwhile. */
  final class Lease implements AutoCloseable {
    private final String name;
    private final Mirror mirror;
    private final boolean wasThere;
    private final long bytesBefore;

    private Lease(String name, Mirror mirror) {
      this.name = name;
      this.mirror = mirror;
      this.wasThere = mirror.exists();
      this.bytesBefore = FolderTree.bytes(mirror.folder());
    }

    Mirror mirror() {
      return mirror;
    }

    MirrorUse use() {
      return wasThere ? MirrorUse.HIT : MirrorUse.MISS;
    }

    /** By how much it has grown. */
    long fetchedBytes() {
      return Math.max(0, FolderTree.bytes(mirror.folder()) - bytesBefore);
    }

    @Override
    public void close() {
      try {
        if (mirror.exists()) {
          Path used = mirror.folder().resolve(USED);
          Files.writeString(used, "");
          Files.setLastModifiedTime(used, FileTime.from(Instant.now()));
          sizes.put(name, FolderTree.bytes(mirror.folder()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("marking mirror %s as used".formatted(name), e);
      } finally {
        locks.release(name);
      }
      try {
        shrink();
      } catch (IOException e) {
        throw new UncheckedIOException("removing mirrors", e);
      }
    }
  }
}
