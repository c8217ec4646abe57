package dev.prebuild.agent.bench;

import dev.prebuild.pool.autoscale.replay.Outcome;
import dev.prebuild.pool.autoscale.replay.Policies;
import dev.prebuild.pool.autoscale.replay.Replay;
import dev.prebuild.pool.autoscale.replay.SizingPolicy;
import dev.prebuild.pool.autoscale.replay.Trace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

/** Ways to choose a pool's size, side by side on one list of claims. Needs no engine. */
final class AutoscalerBench {
  static final String USAGE =
      "autoscaler TRACE [REFILL]: the trace has a claim's time a line, in seconds from a Monday's"
          + " 00:00 UTC on; the refill time is such as 60s or PT1M";

  private static final Duration USUAL_REFILL = Duration.ofSeconds(30);
  private static final List<Duration> OTHER_REFILLS =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(3),
          Duration.ofMinutes(10));
  private static final Duration USE = Duration.ofMinutes(30);
  private static final int MAX_SIZE = 20;
  private static final double AIM = 0.99;

  private final Trace trace;
  private final Duration refill;
  private final Figures figures;

  private AutoscalerBench(Trace trace, Duration refill, Figures figures) {
    this.trace = trace;
    this.refill = refill;
    this.figures = figures;
  }

  /**
   * @param arguments the trace's path, and the refill time if it is another than the usual
   * @throws IllegalArgumentException if they cannot be used; the message is one line
   */
  static void run(List<String> arguments, Figures figures) {
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw new IllegalArgumentException("the benchmark is called as " + USAGE);
    }
    Duration refill = arguments.size() == 2 ? refill(arguments.get(1)) : USUAL_REFILL;
    Trace trace = Trace.read(Path.of(arguments.getFirst()));
    new AutoscalerBench(trace, refill, figures).run();
  }

  private static Duration refill(String text) {
    String iso = text.startsWith("P") ? text : "PT" + text.toUpperCase(Locale.ROOT);
    try {
      Duration refill = Duration.parse(iso);
      if (refill.toMillis() > 0 && refill.compareTo(Duration.ofDays(1)) <= 0) {
        return refill;
      }
    } catch (DateTimeParseException _) {
      // Said below, as of any other text that is no refill time.
    }
    throw new IllegalArgumentException(
        "'%s' is no refill time above 0 and up to a day, such as 60s or PT1M".formatted(text));
  }

  private void run() {
    figures.say(
        "sizes of a pool: %d claims in %d weeks, %s s from a claim to the next ready instance%s"
            .formatted(
                trace.claims().size(),
                Duration.between(Trace.START, trace.end()).toDays() / 7,
                seconds(refill),
                refill.equals(USUAL_REFILL) ? " (the usual)" : ""));
    Outcome ours = replay(Policies.autoscaler(refill, MAX_SIZE));
    row("ours, 0 to %d, from no history".formatted(MAX_SIZE), ours);
    fixedSizes();
    for (int buffer = 1; buffer <= 4; buffer++) {
      row(
          "claimed in the last %d min, plus %d".formatted(USE.toMinutes(), buffer),
          replay(Policies.inUsePlus(buffer, USE)));
    }
    row("clairvoyant", replay(Policies.clairvoyant(trace, refill)));
    otherRefillTimes();
    Outcome bestFixed = replay(Policies.fixed(smallestFixed(refill)));
    figures.figure("autoscaler.hit_rate", ours.hitRate(), "ratio");
    figures.figure(
        "autoscaler.idle_over_best_fixed", ours.idleHours() / bestFixed.idleHours(), "ratio");
  }

  private void fixedSizes() {
    for (int size = 1; size <= MAX_SIZE; size++) {
      Outcome fixed = replay(Policies.fixed(size));
      row("fixed at %d".formatted(size), fixed);
      if (fixed.hitRate() == 1) {
        return;
      }
    }
  }

  private int smallestFixed(Duration refill) {
    int size = 1;
    while (size < MAX_SIZE && Replay.of(trace, Policies.fixed(size), refill).hitRate() < AIM) {
      size++;
    }
    return size;
  }

  private void otherRefillTimes() {
    figures.say("  ours at other refill times, over the smallest fixed size that hits 99 %:");
    for (Duration other : OTHER_REFILLS) {
      int size = smallestFixed(other);
      Outcome fixed = Replay.of(trace, Policies.fixed(size), other);
      Outcome ours = Replay.of(trace, Policies.autoscaler(other, MAX_SIZE), other);
      figures.say(
          String.format(
              Locale.ROOT,
              "  %8s s   hits %7.2f %%   idle %.2f of that of %d",
              seconds(other),
              ours.hitRate() * 100,
              ours.idleHours() / fixed.idleHours(),
              size));
    }
  }

  private Outcome replay(SizingPolicy policy) {
    return Replay.of(trace, policy, refill);
  }

  private void row(String what, Outcome outcome) {
    figures.say(
        String.format(
            Locale.ROOT,
            "  %-34s hits %7.2f %%   p99 wait %7s s   idle %9.1f h",
            what,
            outcome.hitRate() * 100,
            seconds(outcome.p99()),
            outcome.idleHours()));
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }
}
