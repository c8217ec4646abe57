package dev.prebuild.agent.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ChangeLog;
import dev.prebuild.snapshot.secrets.NeedleSearch;
import dev.prebuild.snapshot.secrets.SearchTally;
import dev.prebuild.snapshot.secrets.StreamSearch;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Searches what a container has written where its disk cannot be read: the engine lists what has
 * changed, and sends the whole file system, of which only that is looked at.
 */
final class ExportSearch {
  private static final int DELETED = 2;

  /** Stands in names for what is no text; the list and the archive need not put it alike. */
  private static final String NO_TEXT = "\uFFFD";

  private final NeedleSearch needles;
  private final StreamSearch content;
  private final SearchTally tally;

  ExportSearch(NeedleSearch needles, SearchTally tally) {
    this.needles = needles;
    this.content = new StreamSearch(needles);
    this.tally = tally;
  }

  /** Searches until it is through, or enough has been found. */
  void search(Engine engine, String container) throws InterruptedException {
    List<ChangeLog> changes =
        engine.callPatiently(
            "listing what container %s has written".formatted(container),
            client -> client.containerDiffCmd(container).exec());
    Set<String> written =
        changes.stream()
            .filter(change -> change.getKind() != DELETED)
            .map(ChangeLog::getPath)
            .collect(Collectors.toUnmodifiableSet());
    engine.callPatiently(
        "searching what container %s has written".formatted(container),
        client -> search(client, container, written));
  }

  private boolean search(DockerClient client, String container, Set<String> written)
      throws IOException, InterruptedException {
    try (InputStream archive = client.exportContainerCmd(container).exec();
        TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry();
          entry != null && !tally.isFull();
          entry = tar.getNextEntry()) {
        String path = path(entry);
        if (written.contains(path) || path.contains(NO_TEXT)) {
          search(tar, entry, path);
        }
      }
      return true;
    }
  }

  private static String path(TarArchiveEntry entry) {
    return "/" + entry.getName().replaceAll("^\\.?/+|/+$", "");
  }

  private void search(TarArchiveInputStream tar, TarArchiveEntry entry, String path)
      throws IOException, InterruptedException {
    if (needles.isIn(path)) {
      tally.foundInName(path);
    }
    if (entry.isSymbolicLink() && needles.isIn(entry.getLinkName())) {
      tally.foundIn(path);
    }
    if (!entry.isFile() || entry.isLink()) {
      return;
    }
    if (!tally.hasRoomFor(entry.getSize())) {
      tally.notSearched(path, entry.getSize());
      return;
    }
    if (content.isIn(tar)) {
      tally.foundIn(path);
    }
    tally.searched(entry.getSize());
  }
}
