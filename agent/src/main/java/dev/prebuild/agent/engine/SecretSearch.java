package dev.prebuild.agent.engine;

import com.github.dockerjava.api.model.ContainerConfig;
import dev.prebuild.agent.engine.layer.LayerSearch;
import dev.prebuild.snapshot.secrets.NeedleSearch;
import dev.prebuild.snapshot.secrets.Needles;
import dev.prebuild.snapshot.secrets.SearchReport;
import dev.prebuild.snapshot.secrets.SearchTally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Searches all that a commit of a container would put into an image. */
record SecretSearch(Engine engine, Needles needles, long mostBytes) {

  /**
   * @param config of the container
   * @param folder where what it has written lies; empty where that cannot be read
   */
  SearchReport search(String container, ContainerConfig config, Optional<Path> folder)
      throws InterruptedException {
    NeedleSearch search = needles.search();
    SearchTally tally = new SearchTally(search, mostBytes);
    new ConfigurationSearch(search, tally).search(config);
    if (folder.isPresent()) {
      search(container, folder.get(), search, tally);
    } else {
      new ExportSearch(search, tally).search(engine, container);
    }
    return tally.report();
  }

  private static void search(String container, Path folder, NeedleSearch search, SearchTally tally)
      throws InterruptedException {
    try {
      LayerSearch.search(folder, search, tally);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "searching what container %s has written".formatted(container), e);
    }
  }
}
