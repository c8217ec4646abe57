package dev.prebuild.agent.pressure;

import dev.prebuild.agent.life.Pulse;
import dev.prebuild.agent.life.Sign;
import dev.prebuild.agent.sync.Sleeper;
import dev.prebuild.pool.plan.Pressure;
import dev.prebuild.pool.pressure.Ladder;
import dev.prebuild.pool.pressure.Reading;
import dev.prebuild.pool.pressure.Standing;
import dev.prebuild.pool.pressure.Thresholds;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the host every few seconds, on a thread of its own, and hands on how short it is. Time
 * is what passes between looks: a machine that was suspended has not been calm meanwhile.
 */
public final class PressureLoop implements AutoCloseable {
  /** Instances stop and go within it, mostly, so that the next look sees what that has brought. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** A disk that is about to fail answers late. */
  private static final Duration SLOWEST_LOOK = Duration.ofMinutes(2);

  private static final Logger LOG = LoggerFactory.getLogger(PressureLoop.class);

  private final Supplier<Reading> readings;
  private final Thresholds thresholds;
  private final Relief relief;
  private final PressureListener listener;
  private final Sleeper sleeper;
  private final Pulse pulse = new Pulse("the look at the host");
  private final Thread thread = Thread.ofVirtual().name("pressure").unstarted(this::loop);

  private volatile Look last = new Look(Reading.NONE, Standing.AT_EASE);

  /** What was seen last, and where the host stood by that. */
  public record Look(Reading reading, Standing standing) {}

  /** A loop that is not yet running. */
  public PressureLoop(
      Supplier<Reading> readings,
      Thresholds thresholds,
      Relief relief,
      PressureListener listener,
      Sleeper sleeper) {
    this.readings = readings;
    this.thresholds = thresholds;
    this.relief = relief;
    this.listener = listener;
    this.sleeper = sleeper;
  }

  public void start() {
    thread.start();
  }

  /** Its last sign of life; none before it has begun. */
  public Optional<Sign> sign() {
    return pulse.last();
  }

  /** As of a few seconds ago. */
  public Look last() {
    return last;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void loop() {
    Standing standing = Standing.AT_EASE;
    try {
      while (true) {
        pulse.beat(SLOWEST_LOOK);
        standing = lookGuarded(standing);
        sleeper.sleep(LOOK_EVERY);
      }
    } catch (InterruptedException _) {
      LOG.debug("the look at the host was interrupted; it ends");
    }
  }

  /** Whatever goes wrong at a look, the next one comes: nobody else would let go of pressure. */
  private Standing lookGuarded(Standing before) {
    try {
      return look(before);
    } catch (RuntimeException e) {
      LOG.error("a look at how short the host is failed; the next one tries again", e);
      return before;
    }
  }

  private Standing look(Standing before) {
    Reading reading = readings.get();
    listener.looked(reading);
    Standing now = Ladder.next(before, reading, thresholds, LOOK_EVERY);
    last = new Look(reading, now);
    if (now.pressure() != before.pressure()) {
      listener.changed(before, now);
      relief.press(now.pressure());
    }
    if (now.pressure() == Pressure.FREE_SNAPSHOTS) {
      relief.freeSnapshots();
    }
    return now;
  }
}
