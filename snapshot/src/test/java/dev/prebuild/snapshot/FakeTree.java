package dev.prebuild.snapshot;

import dev.prebuild.snapshot.source.SourceTree;
import dev.prebuild.snapshot.source.UnreadableSourceException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files of a repository, in memory. */
public final class FakeTree implements SourceTree {
  private final Map<String, String> files = new TreeMap<>();

  /** Puts a file into it; returns itself. */
  public FakeTree with(String path, String content) {
    files.put(path, content);
    return this;
  }

  @Override
  public Optional<String> read(String path, int mostBytes) {
    Optional<String> content = Optional.ofNullable(files.get(path));
    if (content.filter(text -> text.length() > mostBytes).isPresent()) {
      throw new UnreadableSourceException(path + " is too large");
    }
    return content;
  }

  @Override
  public List<String> folders(String path) {
    String prefix = path.isEmpty() ? "" : path + "/";
    return files.keySet().stream()
        .filter(file -> file.startsWith(prefix))
        .map(file -> file.substring(prefix.length()))
        .filter(rest -> rest.contains("/"))
        .map(rest -> rest.substring(0, rest.indexOf('/')))
        .distinct()
        .toList();
  }
}
