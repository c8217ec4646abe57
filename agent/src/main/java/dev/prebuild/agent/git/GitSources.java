package dev.prebuild.agent.git;

import dev.prebuild.agent.files.FolderTree;
import dev.prebuild.config.settings.PrebuildSettings;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.host.SourceFetcher;
import dev.prebuild.snapshot.host.Sources;
import dev.prebuild.snapshot.lifecycle.Mask;
import dev.prebuild.snapshot.steps.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;

/**
 * Clones on the host. The executor's credentials reach git through a file in the private runtime
 * folder, and go no further: not into the URL, the command line, the clone or the container.
 */
public final class GitSources implements SourceFetcher {
  private final GitFolders folders;
  private final GitRoom room;
  private final PrebuildLog log;
  private final SourceListener listener;

  GitSources(GitFolders folders, GitRoom room, PrebuildLog log, SourceListener listener) {
    this.folders = folders;
    this.room = room;
    this.log = log;
    this.listener = listener;
  }

  /**
   * Looks for git's helpers, and at the mirrors that are there.
   *
   * @throws UncheckedIOException if the mirrors or the certificate authorities cannot be read
   */
  public static GitSources open(
      GitFolders folders, PrebuildSettings settings, PrebuildLog log, SourceListener listener) {
    GitRoom room =
        GitRoom.open(
            folders,
            settings,
            Addresses.ofNameService(),
            Patience.standard(),
            listener::mirrorUsed);
    return new GitSources(folders, room, log, listener);
  }

  @Override
  public Sources fetch(UUID prebuildId, Repository repository) throws InterruptedException {
    Mask mask = Mask.of(repository);
    CloneLog told = new CloneLog(log, prebuildId, mask);
    long start = System.nanoTime();
    try {
      told.say("cloning " + repository.url());
      Path checkout = Path.of(folder(prebuildId) + Workspace.of(repository).path());
      Clone clone = clone(prebuildId, repository, checkout, told);
      Duration elapsed = since(start);
      told.say(
          "cloned at commit %s in %s s, %,d bytes fetched"
              .formatted(clone.commit(), seconds(elapsed), clone.fetchedBytes()));
      listener.cloned(prebuildId, elapsed, clone.fetchedBytes());
      return new Sources(checkout, new CheckoutTree(checkout), clone.commit());
    } catch (CloneException e) {
      listener.failed(prebuildId, e.trouble(), since(start));
      told.say("not cloned: " + e.text());
      throw e.outward(mask);
    } catch (InterruptedException e) {
      listener.interrupted(prebuildId);
      throw e;
    }
  }

  private Clone clone(UUID prebuildId, Repository repository, Path checkout, CloneLog told)
      throws InterruptedException {
    RemoteUrl url = room.rules().check(repository);
    Requester requester = new Requester(url, repository.credentials());
    try (Credentials credentials = Credentials.write(folders.runtime(), prebuildId, requester)) {
      remove(prebuildId);
      Files.createDirectories(checkout.getParent());
      Errand errand = room.errand(requester, credentials, told);
      Order order = new Order(url, repository.ref(), repository.depth(), checkout);
      Clone clone = room.clones().make(errand, order);
      long more = new Submodules(room.rules(), room.clones(), errand).fetch(order);
      return new Clone(clone.commit(), clone.fetchedBytes() + more);
    } catch (IOException | UncheckedIOException e) {
      throw CloneException.of(Trouble.HOST, "cloning into " + checkout, e.toString());
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String seconds(Duration elapsed) {
    return String.format(Locale.ROOT, "%.1f", elapsed.toMillis() / 1e3);
  }

  @Override
  public void remove(UUID prebuildId) {
    FolderTree.remove(folder(prebuildId));
  }

  /** Removes clones and credentials that an earlier run of the agent has left; mirrors stay. */
  public void removeAll() {
    FolderTree.remove(folders.clones());
    try {
      Credentials.removeAll(folders.runtime());
    } catch (IOException e) {
      throw new UncheckedIOException("removing credentials in " + folders.runtime(), e);
    }
  }

  /** What all mirrors take of the disk. */
  public long mirrorBytes() {
    return room.mirrors().bytes();
  }

  private Path folder(UUID prebuildId) {
    return folders.clones().resolve(prebuildId.toString());
  }
}
