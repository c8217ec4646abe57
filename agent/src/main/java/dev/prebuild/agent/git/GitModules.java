package dev.prebuild.agent.git;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads which submodules a checked-out commit has. */
final class GitModules {
  private static final String FILE = ".gitmodules";
  private static final long LARGEST_FILE_BYTES = 1 << 20;
  private static final String SECTION = "submodule.";

  private GitModules() {}

  /**
   * Those that have a URL in .gitmodules and a commit in the tree, and are not meant to be left
   * out.
   *
   * @param git on the checkout
   * @param most submodules
   * @throws CloneException if there are more, or .gitmodules is too large
   */
  static List<SubmoduleEntry> read(Git git, int most) throws InterruptedException {
    if (!isThere(git)) {
      return List.of();
    }
    String text =
        git.run("reading " + FILE, "config", "--blob", "HEAD:" + FILE, "--null", "--list");
    Map<String, Map<String, String>> sections = sections(text);
    sections
        .values()
        .removeIf(
            keys ->
                !keys.containsKey("path")
                    || !keys.containsKey("url")
                    || "none".equals(keys.get("update")));
    if (sections.size() > most) {
      throw CloneException.refused(
          "%s names %,d submodules; %,d are the most that are fetched"
              .formatted(FILE, sections.size(), most));
    }
    return entries(git, sections);
  }

  /** A link of that name is no such file. */
  private static boolean isThere(Git git) throws InterruptedException {
    String line = git.run("looking for " + FILE, "ls-tree", "--long", "HEAD", "--", FILE);
    // mode, type, id, size, and the name behind a tabulator
    String[] fields = line.split("\\s+", -1);
    if (fields.length < 5 || !fields[0].startsWith("100")) {
      return false;
    }
    if (Long.parseLong(fields[3]) > LARGEST_FILE_BYTES) {
      throw CloneException.refused(
          "%s has %s bytes; %,d are the most that are read"
              .formatted(FILE, fields[3], LARGEST_FILE_BYTES));
    }
    return true;
  }

  /** From submodule.NAME.KEY, a line break, and the value. */
  private static Map<String, Map<String, String>> sections(String text) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    for (String entry : text.split("\0", -1)) {
      int end = entry.indexOf('\n');
      String key = end < 0 ? entry : entry.substring(0, end);
      int dot = key.lastIndexOf('.');
      if (end >= 0 && key.startsWith(SECTION) && dot >= SECTION.length()) {
        sections
            .computeIfAbsent(key.substring(SECTION.length(), dot), _ -> new HashMap<>())
            .put(key.substring(dot + 1), entry.substring(end + 1));
      }
    }
    return sections;
  }

  private static List<SubmoduleEntry> entries(Git git, Map<String, Map<String, String>> sections)
      throws InterruptedException {
    List<SubmoduleEntry> entries = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> section : sections.entrySet()) {
      Map<String, String> keys = section.getValue();
      String path = keys.getOrDefault("path", "").replaceAll("/+$", "");
      SubmodulePath.check(section.getKey(), path);
      String line =
          git.with(List.of("--literal-pathspecs"))
              .run("looking up submodule " + path, "ls-tree", "-z", "HEAD", "--", path);
      String[] fields = line.split("[ \t]", 4);
      if (fields.length == 4 && fields[1].equals("commit")) {
        String url = keys.getOrDefault("url", "");
        entries.add(new SubmoduleEntry(section.getKey(), path, url, fields[2]));
      }
    }
    return entries;
  }
}
