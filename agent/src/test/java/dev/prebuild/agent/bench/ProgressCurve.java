package dev.prebuild.agent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was told of a commit's progress, against the time that it took. */
final class ProgressCurve {
  private final List<Point> points = new ArrayList<>();
  private double seconds;

  /**
   * @param at seconds since the commit began
   * @param percent told from then on
   */
  record Point(double at, int percent) {}

  void told(double at, int percent) {
    points.add(new Point(at, percent));
  }

  void end(double at) {
    seconds = at;
  }

  List<Point> points() {
    return List.copyOf(points);
  }

  double seconds() {
    return seconds;
  }

  /**
   * The most by which what was told was off, at any moment, from the share of the time that had
   * passed; in points of a hundred.
   */
  double worst() {
    double worst = 0;
    int told = 0;
    for (Point point : points) {
      worst = Math.max(worst, Math.abs(100 * point.at() / seconds - told));
      told = point.percent();
      worst = Math.max(worst, Math.abs(100 * point.at() / seconds - told));
    }
    return Math.max(worst, 100 - told);
  }

  /** As the points of a picture, which is so wide and so high. */
  String path(int width, int height) {
    StringBuilder path = new StringBuilder("M0,%d".formatted(height));
    for (Point point : points) {
      path.append(
          String.format(
              Locale.ROOT,
              " L%.1f,%.1f",
              width * point.at() / seconds,
              height * (1 - point.percent() / 100.0)));
    }
    return path.append(" L%d,0".formatted(width)).toString();
  }
}
