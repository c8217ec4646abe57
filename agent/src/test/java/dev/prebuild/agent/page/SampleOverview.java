package dev.prebuild.agent.page;

import dev.prebuild.agent.overview.Overview;
import dev.prebuild.agent.overview.Overview.ClaimMinute;
import io.dropwizard.jackson.Jackson;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;

/** A busy host on which not all is well, so that all that the page can show is seen. */
final class SampleOverview {
  private static final long SEED = 8;
  private static final Pattern AGE = Pattern.compile("\"-(PT[0-9HMS]+)\"");
  private static final Pattern NAME = Pattern.compile("\"#([^\"]+)\"");

  private SampleOverview() {}

  /**
   * How it stands at a moment: the file names ages rather than times, and names rather than ids.
   */
  static Overview at(Instant now) throws Exception {
    Overview read = Jackson.newObjectMapper().readValue(json(now), Overview.class);
    return new Overview(read.host(), read.pools(), read.prebuilds(), read.snapshots(), claims(now));
  }

  private static String json(Instant now) throws Exception {
    try (InputStream file = SampleOverview.class.getResourceAsStream("sample.json")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      String dated =
          AGE.matcher(text)
              .replaceAll(age -> quoted(now.minus(Duration.parse(age.group(1))).toString()));
      return NAME.matcher(dated).replaceAll(name -> quoted(id(name.group(1)).toString()));
    }
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Waves of claims, most of them served at once. */
  private static List<ClaimMinute> claims(Instant now) {
    Random random = new Random(SEED);
    List<ClaimMinute> minutes = new ArrayList<>();
    Instant last = now.truncatedTo(ChronoUnit.MINUTES);
    for (int back = 59; back >= 0; back--) {
      int running = (int) Math.round(5 + 4 * Math.sin(back / 9.0) + 3 * random.nextDouble() - 2);
      int stopped = random.nextInt(6) == 0 ? 1 + random.nextInt(2) : 0;
      int cold = random.nextInt(20) == 0 ? 1 : 0;
      if (running > 0) {
        double median = 3 + 5 * random.nextDouble();
        double tail = 8 + 30 * random.nextDouble() + (stopped > 0 ? 180 : 0) + (cold > 0 ? 700 : 0);
        minutes.add(
            new ClaimMinute(
                last.minus(back, ChronoUnit.MINUTES),
                running,
                stopped,
                cold,
                back % 17 == 0 ? 1 : 0,
                back == 23 ? 2 : 0,
                stopped + cold,
                OptionalDouble.of(median),
                OptionalDouble.of(median + tail)));
      }
    }
    return minutes;
  }
}
