package dev.prebuild.agent.pressure;

import static dev.prebuild.pool.plan.Pressure.DROP_RESERVE;
import static dev.prebuild.pool.plan.Pressure.FREE_SNAPSHOTS;
import static dev.prebuild.pool.plan.Pressure.NONE;
import static dev.prebuild.pool.plan.Pressure.PAUSE_REFILL;
import static dev.prebuild.pool.plan.Pressure.STOP_SURPLUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.plan.Pressure;
import dev.prebuild.pool.pressure.Reading;
import dev.prebuild.pool.pressure.Room;
import dev.prebuild.pool.pressure.Standing;
import dev.prebuild.pool.pressure.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop over a host that the test makes up; it sleeps until the test lets it look. */
@Timeout(30)
final class PressureLoopTest {
  private static final Thresholds THRESHOLDS =
      new Thresholds(
          new Thresholds.Memory(0.10, 0.07, 0.05),
          new Thresholds.Disk(0.05, 0.03, 2),
          16,
          Duration.ofSeconds(10));
  private static final Reading WELL = disk(50);

  private final BlockingQueue<Supplier<Reading>> readings = new SynchronousQueue<>();
  private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
  private final List<Pressure> pressed = new CopyOnWriteArrayList<>();
  private final List<Pressure> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger freed = new AtomicInteger();
  private final PressureLoop loop =
      new PressureLoop(() -> take().get(), THRESHOLDS, new Noted(), new Told(), pauses::put);

  private Supplier<Reading> take() {
    try {
      return readings.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return () -> Reading.NONE;
    }
  }

  private final class Noted implements Relief {
    @Override
    public void press(Pressure pressure) {
      pressed.add(pressure);
    }

    @Override
    public void freeSnapshots() {
      freed.incrementAndGet();
    }
  }

  private final class Told implements PressureListener {
    @Override
    public void looked(Reading reading) {}

    @Override
    public void changed(Standing before, Standing now) {
      told.add(now.pressure());
    }
  }

  private static Reading disk(long freePercent) {
    return new Reading(
        Optional.empty(), Optional.of(new Room(freePercent, 100)), OptionalDouble.empty());
  }

  /** Returns when the look is over. */
  private void look(Supplier<Reading> reading, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      readings.put(reading);
      pauses.take();
    }
  }

  @AfterEach
  void stop() {
    loop.close();
  }

  @Test
  void pressesOnceForEachRungAndLetsGo() throws Exception {
    loop.start();
    look(() -> WELL, 2);
    assertThat(pressed).isEmpty();

    look(() -> disk(1), 6);
    assertThat(pressed).containsExactly(PAUSE_REFILL, STOP_SURPLUS, DROP_RESERVE, FREE_SNAPSHOTS);
    assertThat(freed).as("snapshots are asked for as long as they are to go").hasValue(3);

    look(() -> WELL, 12);
    assertThat(pressed.subList(4, 8))
        .containsExactly(DROP_RESERVE, STOP_SURPLUS, PAUSE_REFILL, NONE);
    assertThat(pressed).hasSize(8).isEqualTo(told);
  }

  @Test
  void aLookThatFailsIsNotTheLast() throws Exception {
    loop.start();
    look(() -> disk(4), 1);

    look(
        () -> {
          throw new IllegalStateException("told to fail, by a test");
        },
        1);
    assertThat(pressed).containsExactly(PAUSE_REFILL);

    look(() -> WELL, 3);
    assertThat(pressed).containsExactly(PAUSE_REFILL, NONE);
  }
}
