package dev.prebuild.snapshot.secrets;

import java.util.List;

/**
 * What a search for secrets has come to.
 *
 * @param hits paths in the container that hold one, the first few; never what was found
 * @param searchedBytes how much was searched
 * @param unsearchedBytes how much was not
 * @param unsearched paths of the largest of that
 */
public record SearchReport(
    List<String> hits, long searchedBytes, long unsearchedBytes, List<String> unsearched) {
  public SearchReport {
    hits = List.copyOf(hits);
    unsearched = List.copyOf(unsearched);
  }
}
