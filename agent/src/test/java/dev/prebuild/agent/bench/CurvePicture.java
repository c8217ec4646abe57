package dev.prebuild.agent.bench;

import java.util.List;
import java.util.Locale;

/** Progress curves as a picture: time to the right, what was told upwards. */
final class CurvePicture {
  private static final int SIDE = 300;
  private static final List<String> COLOURS = List.of("#1b6ca8", "#c2410c", "#3f7d20");

  private final StringBuilder curves = new StringBuilder();
  private final StringBuilder legend = new StringBuilder();
  private int count;

  void add(String title, ProgressCurve curve) {
    String colour = COLOURS.get(count % COLOURS.size());
    curves.append(
        "  <path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
            .formatted(curve.path(SIDE, SIDE), colour));
    legend.append(
        String.format(
            Locale.ROOT,
            "  <text x=\"12\" y=\"%d\" fill=\"%s\">%s, %.1f s</text>%n",
            20 + 18 * count,
            colour,
            title,
            curve.seconds()));
    count++;
  }

  String svg() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="-40 -10 360 350" width="540" font-family="sans-serif" font-size="11">
      <rect x="-40" y="-10" width="360" height="350" fill="white"/>
      <path d="M0,0 V%1$d H%1$d" fill="none" stroke="#555"/>
      <path d="M0,%1$d L%1$d,0" stroke="#bbb" stroke-dasharray="4"/>
    %2$s%3$s  <text x="0" y="%4$d">0</text><text x="%5$d" y="%4$d">all of the time</text>
      <text x="-35" y="%1$d">0 %%</text><text x="-38" y="8">100 %%</text>
    </svg>
    """
        .formatted(SIDE, curves, legend, SIDE + 18, SIDE - 80);
  }
}
