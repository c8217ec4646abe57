package dev.prebuild.pool.plan;

import static dev.prebuild.pool.PoolFixtures.NOW;
import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.URGENCY;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.PoolFixtures.request;
import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static dev.prebuild.pool.instance.Instance.State.UNREADY;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.PoolFixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * A pool as property tests make it up; small to print.
 *
 * @param places what is in the pool, and what happens to it
 */
record Situation(
    Wish wish,
    int minSize,
    int maxSize,
    int desired,
    int waiting,
    int mostStopped,
    Pressure pressure,
    int slots,
    Pause pause,
    List<Place> places) {

  /** What is wanted of the pool. */
  enum Wish {
    FULL,
    DELETED,
    WITHOUT_SNAPSHOT
  }

  /** Which pause is on. */
  enum Pause {
    NONE,
    FAILED_BEFORE,
    CREATING,
    HANDLING
  }

  /** One instance, or the operation on one. */
  enum Place {
    FRESH_RUNNING,
    FRESH_STOPPED,
    OLD_RUNNING,
    OLD_STOPPED,
    IS_DEAD,
    IS_UNREADY,
    IN_DOUBT,
    CREATED,
    STARTED,
    STOPPED_NOW,
    REMOVED,
    LOOKED_AT,
    CLAIMED,
    MADE_COLD
  }

  /** Any pool; the same generator makes the same one. */
  static Situation random(Random random) {
    Wish[] wishes = Wish.values();
    List<Pressure> pressures = List.of(Pressure.values());
    boolean isFull = random.nextInt(10) < 8;
    return new Situation(
        isFull ? Wish.FULL : wishes[1 + random.nextInt(wishes.length - 1)],
        random.nextInt(9),
        1 + random.nextInt(8),
        random.nextInt(9),
        random.nextInt(4) == 0 ? random.nextInt(3) : 0,
        random.nextInt(3) == 0 ? random.nextInt(4) : WarmPoolSpec.LARGEST,
        random.nextInt(4) == 0 ? pressures.get(random.nextInt(pressures.size())) : Pressure.NONE,
        1 + random.nextInt(5),
        Pause.values()[random.nextInt(Pause.values().length)],
        random
            .ints(random.nextInt(11), 0, Place.values().length)
            .mapToObj(index -> Place.values()[index])
            .toList());
  }

  WarmPoolSpec spec() {
    WarmPoolSpec spec =
        PoolFixtures.spec(
            Math.min(minSize, maxSize),
            maxSize,
            wish == Wish.WITHOUT_SNAPSHOT ? Optional.empty() : Optional.of(SNAPSHOT));
    return wish == Wish.DELETED ? spec.drained() : spec;
  }

  PoolView view() {
    PoolView view =
        new PoolView(
            spec(),
            aim(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            health(),
            slots,
            NOW);
    for (int number = 0; number < places.size(); number++) {
      put(number, places.get(number), view);
    }
    return view;
  }

  private Aim aim() {
    return new Aim(
        Math.clamp(desired, spec().minSize(), spec().maxSize()),
        waiting,
        mostStopped,
        PoolFixtures.LIFETIME,
        pressure,
        false);
  }

  private Health health() {
    boolean isProven = places.contains(Place.FRESH_RUNNING) || places.contains(Place.FRESH_STOPPED);
    boolean hasOld = places.contains(Place.OLD_RUNNING) || places.contains(Place.OLD_STOPPED);
    return new Health(
        isProven,
        hasOld && !isProven ? Optional.of(OLD_SNAPSHOT) : Optional.empty(),
        switch (pause) {
          case NONE, HANDLING -> Backoff.NONE;
          case FAILED_BEFORE -> new Backoff(1, NOW, "no disk");
          case CREATING -> new Backoff(1, NOW.plusSeconds(1), "no disk");
        },
        pause == Pause.HANDLING ? new Backoff(1, NOW.plusSeconds(1), "away") : Backoff.NONE);
  }

  private void put(int number, Place place, PoolView view) {
    UUID snapshot = number % 3 == 0 ? OLD_SNAPSHOT : SNAPSHOT;
    switch (place) {
      case FRESH_RUNNING -> view.idle().add(instance(number, RUNNING));
      case FRESH_STOPPED -> view.idle().add(instance(number, STOPPED));
      case OLD_RUNNING -> view.idle().add(instance(number, RUNNING, OLD_SNAPSHOT));
      case OLD_STOPPED -> view.idle().add(instance(number, STOPPED, OLD_SNAPSHOT));
      case IS_DEAD -> view.idle().add(instance(number, DEAD, snapshot));
      case IS_UNREADY -> view.idle().add(instance(number, UNREADY, snapshot));
      case IN_DOUBT -> view.inDoubt().add(instance(number, RUNNING, snapshot));
      case CREATED ->
          view.underWay()
              .add(new Operation.Create(new UUID(5, number), spec(), snapshot, URGENCY, ""));
      case STARTED ->
          view.underWay()
              .add(new Operation.Start(instance(number, STOPPED, snapshot), spec(), URGENCY, ""));
      case STOPPED_NOW ->
          view.underWay().add(new Operation.Stop(instance(number, RUNNING, snapshot), URGENCY, ""));
      case REMOVED ->
          view.underWay()
              .add(new Operation.Remove(instance(number, RUNNING, snapshot), URGENCY, ""));
      case LOOKED_AT ->
          view.underWay().add(new Operation.Look(instance(number, RUNNING, snapshot), URGENCY, ""));
      case CLAIMED ->
          view.underWay()
              .add(
                  new Operation.Claim(
                      instance(number, RUNNING, snapshot), spec(), request(number)));
      case MADE_COLD ->
          view.underWay()
              .add(new Operation.ColdClaim(new UUID(5, number), spec(), snapshot, request(number)));
    }
  }
}
