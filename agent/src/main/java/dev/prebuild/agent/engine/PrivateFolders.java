package dev.prebuild.agent.engine;

import dev.prebuild.agent.files.FolderTree;
import dev.prebuild.pool.claim.ClaimRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One folder for each container, on the host's tmpfs and mounted into the container: the channel
 * for all that must end neither in an image nor in what the engine shows of a container. Readable
 * by root and the container's user alone.
 */
final class PrivateFolders {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateFolders.class);

  /** Where the folder is found inside of the container. */
  static final String MOUNT = "/run/environment";

  /** Comes last: whoever sees it may read the rest. */
  static final String READY_MARKER = "ready";

  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;

  private final Leftovers leftovers = new Leftovers();

  /** Whose container is in no list yet. */
  private final Set<UUID> inTheMaking = ConcurrentHashMap.newKeySet();

  /**
   * @param runtime the agent's runtime folder
   * @throws UncheckedIOException if it cannot be made
   */
  PrivateFolders(Path runtime) {
    this.root = runtime.resolve("containers");
    try {
      Files.createDirectories(root, PosixFilePermissions.asFileAttribute(FOLDER));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "making the runtime folder " + root + "; paths.runtime must be writable", e);
    }
  }

  /** The folder of a container; made if it is not there, as after a reboot. */
  Path open(UUID id) {
    leftovers.takeUp(id);
    try {
      Path folder = folder(id);
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("making the private folder of " + id, e);
    }
  }

  /** Makes a container with a folder. */
  interface Making<T, X extends Exception> {
    T with(Path folder) throws X;
  }

  /**
   * Has a container made with this folder, which until then counts as in use though no list of
   * containers shows it.
   */
  <T, X extends Exception> T whileMaking(UUID id, Making<T, X> making) throws X {
    inTheMaking.add(id);
    try {
      return making.with(open(id));
    } finally {
      inTheMaking.remove(id);
    }
  }

  /** Whatever is here by now and in no list of containers to come is a leftover. */
  void suspectAll() {
    leftovers.suspect(ids().stream().filter(id -> !inTheMaking.contains(id)).toList());
  }

  /**
   * Removes what no container uses.
   *
   * @param inUse of containers that were listed after {@link #suspectAll}
   */
  void removeLeftovers(Set<UUID> inUse) {
    for (UUID id : leftovers.drain(inUse)) {
      LOG.atInfo().addKeyValue("id", id).log("removing a private folder that no container uses");
      remove(id);
    }
  }

  boolean exists(UUID id) {
    return Files.isDirectory(folder(id), LinkOption.NOFOLLOW_LINKS);
  }

  /** Hands the folder to the container's user. */
  void giveTo(UUID id, ContainerUser user) {
    own(folder(id), user);
  }

  /** Puts files into the folder, each whole or not at all, in this order, for its owner. */
  void write(UUID id, Map<String, String> files) {
    try (SharedFolder folder = SharedFolder.open(folder(id))) {
      writeAll(folder, files);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to the private folder of " + id, e);
    }
  }

  /**
   * Delivers identity, variables and secrets to an environment; the marker comes last. A file for
   * each value, since values may hold anything.
   */
  void deliver(UUID id, ClaimRequest request) {
    Map<String, String> secrets = new LinkedHashMap<>();
    request.secrets().forEach((name, secret) -> secrets.put(name, secret.reveal()));
    Path folder = open(id);
    try (SharedFolder shared = SharedFolder.open(folder)) {
      writeBelow(shared, folder, "variables", request.variables());
      writeBelow(shared, folder, "secrets", secrets);
      shared.write("environment-id", request.environmentId() + "\n");
      shared.write("project-id", request.projectId() + "\n");
      shared.write("environment-class-id", request.environmentClassId() + "\n");
      shared.write(READY_MARKER, "");
    } catch (IOException e) {
      // The message names the folder; no value is in it.
      throw new UncheckedIOException("delivering to the private folder of " + id, e);
    }
  }

  private static void writeBelow(
      SharedFolder shared, Path parent, String name, Map<String, String> files) throws IOException {
    makeFolder(parent.resolve(name), owner(parent));
    try (SharedFolder folder = shared.enter(name)) {
      writeAll(folder, files);
    }
  }

  private static void writeAll(SharedFolder folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      folder.write(file.getKey(), file.getValue());
    }
  }

  /** The content of a file that the container may have written; empty if there is none. */
  Optional<String> read(UUID id, String name, int mostBytes) {
    Path file = folder(id).resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (var input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(new String(input.readNBytes(mostBytes), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Removes the folder with all that is in it; no error if there is none. */
  void remove(UUID id) {
    FolderTree.remove(folder(id));
  }

  private List<UUID> ids() {
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .map(folder -> Naming.uuid(folder.getFileName().toString()))
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing the runtime folder " + root, e);
    }
  }

  private Path folder(UUID id) {
    return root.resolve(id.toString());
  }

  private static void makeFolder(Path folder, ContainerUser user) {
    try {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
      }
      own(folder, user);
    } catch (IOException e) {
      throw new UncheckedIOException("making " + folder, e);
    }
  }

  private static ContainerUser owner(Path folder) {
    try {
      return new ContainerUser(
          (int) Files.getAttribute(folder, "unix:uid"),
          (int) Files.getAttribute(folder, "unix:gid"));
    } catch (IOException e) {
      throw new UncheckedIOException("reading the owner of " + folder, e);
    }
  }

  private static void own(Path path, ContainerUser user) {
    if (user.equals(ContainerUser.ROOT)) {
      return;
    }
    try {
      Files.setAttribute(path, "unix:uid", user.uid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", user.gid(), LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "giving %s to user %d; the agent must run as root for images with a user of their own"
              .formatted(path, user.uid()),
          e);
    }
  }
}
