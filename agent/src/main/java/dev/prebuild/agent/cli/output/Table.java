package dev.prebuild.agent.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows in aligned columns. */
public final class Table {
  private static final String GAP = "  ";

  /** What a terminal takes for a color takes no room. */
  private static final Pattern COLOR = Pattern.compile("\u001b\\[\\d+m");

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these heads, and no rows yet. */
  public Table(String... heads) {
    rows.add(List.of(heads));
  }

  /** Adds a row, with a cell for each head. */
  public void add(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row has a cell for each head");
    }
    rows.add(List.of(cells));
  }

  /** One line for each row; no blanks at the end of any. */
  @Override
  public String toString() {
    List<Integer> widths =
        IntStream.range(0, rows.getFirst().size())
            .mapToObj(column -> rows.stream().mapToInt(row -> width(row.get(column))).max())
            .map(width -> width.orElse(0))
            .toList();
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      line.append(cell).repeat(' ', widths.get(column) - width(cell)).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String cell) {
    String visible = COLOR.matcher(cell).replaceAll("");
    return visible.codePointCount(0, visible.length());
  }
}
