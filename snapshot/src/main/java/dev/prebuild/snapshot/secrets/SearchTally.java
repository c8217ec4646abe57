package dev.prebuild.snapshot.secrets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what a search comes to, in words that give no secret away. For one thread. */
public final class SearchTally {
  private static final int MOST_NAMED = 5;
  private static final int LONGEST_PATH = 300;

  private final NeedleSearch needles;
  private final long mostBytes;
  private final Set<String> hits = new LinkedHashSet<>();
  private final List<Unsearched> unsearched = new ArrayList<>();
  private long searchedBytes;
  private long unsearchedBytes;

  private record Unsearched(String path, long bytes) {}

  /**
   * @param mostBytes that may be searched
   */
  public SearchTally(NeedleSearch needles, long mostBytes) {
    this.needles = needles;
    this.mostBytes = mostBytes;
  }

  /** Whether so many have been found that more of them would not be told. */
  public boolean isFull() {
    return hits.size() >= MOST_NAMED;
  }

  /** Whether so much may be searched on top of what was. */
  public boolean hasRoomFor(long bytes) {
    return bytes <= mostBytes - searchedBytes;
  }

  public void searched(long bytes) {
    searchedBytes += bytes;
  }

  /**
   * @param path absolute, in the container
   */
  public void notSearched(String path, long bytes) {
    unsearchedBytes += Math.min(bytes, Long.MAX_VALUE - unsearchedBytes);
    unsearched.add(new Unsearched(path, bytes));
    if (unsearched.size() > MOST_NAMED) {
      unsearched.sort(Comparator.comparingLong(Unsearched::bytes).reversed());
      unsearched.removeLast();
    }
  }

  /**
   * One is in a file, or in the target of a link.
   *
   * @param path absolute, in the container
   */
  public void foundIn(String path) {
    hit(told(path));
  }

  /**
   * One is in a path itself.
   *
   * @param path absolute, in the container
   */
  public void foundInName(String path) {
    hit("a name in " + told(path));
  }

  /**
   * One is somewhere else.
   *
   * @param place in words
   * @param name of something there; left out if it has one in it, too
   */
  public void foundIn(String place, String name) {
    hit(needles.isIn(name) ? place : "%s (%s)".formatted(place, printable(name)));
  }

  private void hit(String place) {
    if (!isFull()) {
      hits.add(place);
    }
  }

  /** The path, or the nearest folder around it that gives nothing away. */
  private String told(String path) {
    String told = path;
    while (needles.isIn(told)) {
      told = told.substring(0, told.lastIndexOf('/'));
    }
    return told.isEmpty() ? "/" : printable(told);
  }

  private static String printable(String text) {
    String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    return line.length() <= LONGEST_PATH
        ? line
        : "…" + line.substring(line.length() - LONGEST_PATH);
  }

  public SearchReport report() {
    return new SearchReport(
        List.copyOf(hits),
        searchedBytes,
        unsearchedBytes,
        unsearched.stream()
            .sorted(Comparator.comparingLong(Unsearched::bytes).reversed())
            .map(each -> told(each.path()))
            .distinct()
            .toList());
  }
}
