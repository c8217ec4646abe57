package dev.prebuild.pool.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.plan.Pressure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What holds for any thresholds and any readings. */
final class LadderPropertyTest {
  private static final int RUNS = 400;
  private static final int LOOKS = 100;
  private static final long MEMORY = 1L << 36;
  private static final long DISK = 1L << 40;

  /** Beyond any margin. */
  private static final Reading WELL = reading(1, 1, 0);

  private static Reading reading(double memory, double disk, double load) {
    return new Reading(
        Optional.of(new Room((long) (memory * MEMORY), MEMORY)),
        Optional.of(new Room((long) (disk * DISK), DISK)),
        OptionalDouble.of(load));
  }

  /** A host, its thresholds, and where it stands. */
  private static final class World {
    final Random random;
    final Thresholds thresholds;
    final Duration look;
    Standing standing = Standing.AT_EASE;

    World(long seed) {
      random = new Random(seed);
      double[] memory = random.doubles(3, 0, 0.5).sorted().toArray();
      double[] disk = random.doubles(2, 0, 0.5).sorted().toArray();
      thresholds =
          new Thresholds(
              new Thresholds.Memory(memory[2], memory[1], memory[0]),
              new Thresholds.Disk(disk[1], disk[0], random.nextLong(DISK / 2)),
              0.1 + random.nextDouble() * 20,
              Duration.ofSeconds(random.nextInt(120)));
      look = Duration.ofSeconds(1 + random.nextInt(10));
    }

    Reading anyReading() {
      return reading(random.nextDouble(), random.nextDouble(), random.nextDouble() * 40);
    }

    Standing next(Reading reading) {
      return Ladder.next(standing, reading, thresholds, look);
    }

    void look(Reading reading) {
      standing = next(reading);
    }

    void lookAt(Reading reading, int times) {
      for (int i = 0; i < times; i++) {
        look(reading);
      }
    }

    /** To anywhere on the ladder. */
    World wander() {
      int looks = random.nextInt(12);
      for (int i = 0; i < looks; i++) {
        look(anyReading());
      }
      return this;
    }
  }

  private static void forAll(Consumer<World> law) {
    for (long seed = 0; seed < RUNS; seed++) {
      try {
        law.accept(new World(seed));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void oneRungForEachLook() {
    forAll(
        world -> {
          int before = rank(world.wander().standing);
          int after = rank(world.next(world.anyReading()));

          assertThat(after).isBetween(before - 1, before + 1);
        });
  }

  private static int rank(Standing standing) {
    return List.of(Pressure.values()).indexOf(standing.pressure());
  }

  @Test
  void aWorseReadingNeverPressesLess() {
    forAll(
        world -> {
          world.wander();
          double memory = world.random.nextDouble();
          double disk = world.random.nextDouble();
          double load = world.random.nextDouble() * 40;
          Reading better = reading(memory, disk, load);
          Reading worse =
              reading(
                  memory * world.random.nextDouble(),
                  disk * world.random.nextDouble(),
                  load * (1 + world.random.nextDouble()));

          assertThat(world.next(worse).pressure())
              .isGreaterThanOrEqualTo(world.next(better).pressure());
        });
  }

  /** Whatever the reading is, as long as it stays so the host comes to rest. */
  @Test
  void aReadingThatStaysMovesNothingInTheEnd() {
    forAll(
        world -> {
          Reading reading = world.wander().anyReading();
          world.lookAt(reading, 500);
          Pressure settled = world.standing.pressure();
          for (int i = 0; i < LOOKS; i++) {
            world.look(reading);
            assertThat(world.standing.pressure()).isEqualTo(settled);
          }
        });
  }

  /** A tenth up and down about any point: the host may climb, but comes back down from nothing. */
  @Test
  void aReadingThatWobblesNeverFlaps() {
    forAll(
        world -> {
          double memory = world.random.nextDouble();
          double disk = world.random.nextDouble();
          double load = world.random.nextDouble() * 40;
          Pressure before = world.standing.pressure();
          for (int i = 0; i < LOOKS; i++) {
            world.look(
                reading(
                    memory * wobble(world.random),
                    disk * wobble(world.random),
                    load * wobble(world.random)));
            assertThat(world.standing.pressure()).isGreaterThanOrEqualTo(before);
            before = world.standing.pressure();
          }
        });
  }

  private static double wobble(Random random) {
    return 0.9 + random.nextDouble() * 0.2;
  }

  @Test
  void everyRungIsReachedAndLeft() {
    forAll(
        world -> {
          Reading nothingFree = reading(0, 0, 0);
          for (Pressure rung : Pressure.values()) {
            assertThat(world.standing.pressure()).isEqualTo(rung);
            world.look(nothingFree);
          }
          assertThat(world.standing.pressure()).isEqualTo(Pressure.FREE_SNAPSHOTS);

          world.lookAt(WELL, 500);

          assertThat(world.standing.pressure()).isEqualTo(Pressure.NONE);
        });
  }

  @Test
  void memoryFreesNoSnapshotsAndLoadPausesOnly() {
    forAll(
        world -> {
          world.lookAt(reading(0, 1, 1e9), LOOKS);
          assertThat(world.standing.pressure()).isEqualTo(Pressure.DROP_RESERVE);
          world.lookAt(WELL, 500);

          world.lookAt(reading(1, 1, 1e9), LOOKS);

          assertThat(world.standing.pressure()).isEqualTo(Pressure.PAUSE_REFILL);
        });
  }

  @Test
  void everyMoveSaysWhy() {
    forAll(
        world -> {
          world.wander();
          Pressure before = world.standing.pressure();
          world.look(world.anyReading());
          if (world.standing.pressure() != before) {
            assertThat(world.standing.reason()).isNotBlank();
          }
          assertThat(
                  world.standing.pressure() == Pressure.NONE && world.standing.reason().isEmpty())
              .isFalse();
        });
  }
}
