package dev.prebuild.agent.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A label of a metric.
 *
 * @param values that it can have; empty if they are as many as there are pools, or the like
 */
public record Label(String name, List<String> values) {
  public Label {
    values = List.copyOf(values);
  }

  /** One whose values are known. */
  static Label of(String name, String... values) {
    return new Label(name, List.of(values));
  }

  /** One whose values are those of an enum. */
  static Label of(String name, Enum<?>[] values) {
    return new Label(name, Arrays.stream(values).map(Label::value).toList());
  }

  /** One whose values come and go with what they name. */
  static Label open(String name) {
    return new Label(name, List.of());
  }

  /** How a constant goes into a label. */
  static String value(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Values of all labels, combined in each way; none if those of one are not known. */
  static List<String[]> combinations(List<Label> labels) {
    List<String[]> all = new ArrayList<>(List.<String[]>of(new String[0]));
    for (Label label : labels) {
      List<String[]> longer = new ArrayList<>();
      for (String[] before : all) {
        for (String value : label.values()) {
          String[] one = Arrays.copyOf(before, before.length + 1);
          one[before.length] = value;
          longer.add(one);
        }
      }
      all = longer;
    }
    return all;
  }
}
